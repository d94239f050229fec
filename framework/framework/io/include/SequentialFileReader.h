// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/SequentialRecord.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

struct gzFile_s;

namespace Belle2 {
  /** Reads the records of a sequential file, packed by gzip or not, one after the other. */
  class SequentialFileReader final {
  public:
    /** std::runtime_error with the reason if the file cannot be opened. */
    explicit SequentialFileReader(const std::string& name);
    ~SequentialFileReader();
    SequentialFileReader(const SequentialFileReader&) = delete;
    SequentialFileReader& operator=(const SequentialFileReader&) = delete;

    const std::string& getName() const { return m_name; }
    /** The next record; none at the end, or where the last record is cut. std::runtime_error if a record is damaged. */
    std::optional<SequentialRecord> next();
    /** What a function makes of the content of the last record; its std::runtime_error means that the file is damaged there. */
    template<class Result> Result parse(Result(*function)(const std::string&), const SequentialRecord& record) const
    {
      try {
        return function(record.content);
      } catch (const std::runtime_error& error) {
        refuseRecord(error.what());
      }
    }
    /** True once the record was read with which a writer ends a file. */
    bool isComplete() const { return m_isComplete; }
    /** Bytes at the end that are a part of a record only. */
    std::uint64_t getCutBytes() const { return m_cutBytes; }
    /** True for a file that begins as a sequential file. */
    static bool isSequential(const std::string& name);
    /** True if a file has at least one whole event. */
    static bool holdsEvents(const std::string& name);

  private:
    [[noreturn]] void refuse(const std::string& reason) const;
    [[noreturn]] void refuseRecord(const std::string& reason) const;
    /** Number of bytes that were there. */
    std::size_t read(void* bytes, std::size_t size);
    /** Both count the bytes that were there; none and false if these are too few. */
    std::optional<SequentialRecord::Header> readHeader();
    bool readContent(std::string& stored, std::size_t size);

    std::string m_name;
    gzFile_s* m_file = nullptr;
    /** Where the last record begins and ends. */
    std::uint64_t m_position = 0;
    std::uint64_t m_end = 0;
    std::uint64_t m_cutBytes = 0;
    bool m_isComplete = false;
  };
}
