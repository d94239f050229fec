// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace Belle2 {

  /**
   * Input files with the entries that are read of each, one file after the other, and the place where reading goes on.
   *
   * Positions count the entries that are read of all files, from 0.
   */
  class InputFiles final {
  public:
    /** Appends a file, with the entries of a number sequence or all; std::invalid_argument if it is no number sequence. */
    void add(const std::string& name, std::int64_t nEntries, const std::optional<std::string>& sequence = {});

    std::int64_t size() const;
    std::int64_t getPosition() const { return m_position; }
    bool isAtEnd() const { return m_file == m_files.size(); }
    /** Number of the current file among those of which something is read. */
    std::size_t getFileNumber() const { return m_file; }
    /** Only where isAtEnd() is false. */
    const std::string& getFileName() const { return m_files[m_file].name; }
    /** Entry in the current file. */
    std::int64_t getEntry() const;

    /** Go to a position; one behind the last means the end. */
    void goTo(std::int64_t position);
    /** Go to an event; false, and nothing changes, if there is none. std::runtime_error if a file cannot be opened. */
    bool goToEvent(int experiment, int run, unsigned int event);

  private:
    struct File {
      std::string name;
      /** Position of its first entry. */
      std::int64_t first;
      std::int64_t size;
      /** Empty means all. */
      std::vector<std::int64_t> entries;
    };

    std::vector<File> m_files;
    std::size_t m_file = 0;
    std::int64_t m_position = 0;
  };
}
