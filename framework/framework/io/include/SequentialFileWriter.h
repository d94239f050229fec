// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/SequentialRecord.h>

#include <cstdint>
#include <string>

struct gzFile_s;

namespace Belle2 {
  /**
   * Writes records to a sequential file, packed by gzip if its name ends with ".gz".
   *
   * Each record is with the operating system when write() returns. The file has the name plus ".part" until commit(); it stays
   * under that name if the job ends before, because it can be read. Devices and pipes are written as they are.
   */
  class SequentialFileWriter final {
  public:
    /**
     * Makes missing folders and opens the file; std::runtime_error with a sentence if that fails, if another writer has it open, or
     * if a job that did not end has left events in it.
     */
    SequentialFileWriter(const std::string& name, int compressionLevel);
    ~SequentialFileWriter();
    SequentialFileWriter(const SequentialFileWriter&) = delete;
    SequentialFileWriter& operator=(const SequentialFileWriter&) = delete;

    const std::string& getName() const { return m_name; }
    /** Bytes in the file. */
    std::uint64_t getSize() const;
    /** std::runtime_error with the reason if that fails. */
    void write(SequentialRecord::Kind kind, const std::string& content);
    /** Closes the file and gives it its name; std::runtime_error with the reason if that fails. */
    void commit();

  private:
    [[noreturn]] void refuse(const std::string& reason) const;
    [[noreturn]] void refuseBecauseOf(int number) const { refuse(describe(number)); }
    static std::string describe(int number);
    int open() const;
    /** Makes sure that nobody else writes the file, and that nobody's events are lost. */
    void claim(int descriptor) const;

    std::string m_name;
    /** Empty for devices. */
    std::string m_temporaryName;
    bool m_isPacked;
    int m_compressionLevel;
    /** Where the file was opened: a fork of it is not the owner. */
    int m_process;
    gzFile_s* m_file = nullptr;
  };
}
