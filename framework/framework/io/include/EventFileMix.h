// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

class TTree;

namespace Belle2 {

  class EventFileReader;
  class EventMetaData;

  /** Makes one file that looks like a run of mixed events of several files. */
  class EventFileMix final {
  public:
    /** Numbers of the input file and of its entry, for each event. */
    using Order = std::vector<std::pair<unsigned int, std::int64_t>>;
    /** Experiment, run and number of the first event; those after it are counted on. */
    struct Numbers {
      int experiment = 0;
      int run = 0;
      unsigned int firstEvent = 1;
    };

    /** Opens the files; std::runtime_error if one cannot be read, is empty, or does not fit to the first one. */
    EventFileMix(const std::vector<std::string>& inputs, const std::vector<std::string>& excludedBranches);
    ~EventFileMix();
    EventFileMix(const EventFileMix&) = delete;
    EventFileMix& operator=(const EventFileMix&) = delete;

    /** Number of entries of each file. */
    std::vector<std::int64_t> getEntries() const;
    /** The metadata of the output, to which its events are added when they are written. */
    FileMetaData& getMetaData() { return m_metaData; }
    /** Writes the events in an order, with other numbers if they are given; std::runtime_error if that fails. */
    void write(const std::string& output, const Order& order, const std::optional<Numbers>& numbers);

  private:
    void compare(const EventFileReader& reader) const;
    void describe();
    void addEvent(const EventMetaData& event);
    void fill(TTree& tree, const Order& order, const std::optional<Numbers>& numbers);

    std::vector<std::unique_ptr<EventFileReader>> m_readers;
    FileMetaData m_metaData;
  };
}
