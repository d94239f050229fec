// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/FileMetaData.h>

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace Belle2 {

  /** What an output file will say about the events in it, gathered event by event. */
  class OutputMetaData final {
  public:
    /** Forgets all events, for a new file. */
    void clear();
    void addEvent(const EventMetaData& event);
    /** Remembers the input file as parent, or its parents in its place. */
    void addParents(const FileMetaData& input, bool keepParents);
    /** Fills in what is known of job and events. */
    void complete(const std::string& fileName, unsigned int mcEvents, const std::map<std::string, std::string>& description);

    unsigned int getNEvents() const { return m_nEvents; }
    const FileMetaData& get() const { return *m_metaData; }
    /** Where the object is: it stays there until the next file. */
    FileMetaData* getAddress() const { return m_metaData.get(); }

  private:
    using EventNumbers = std::tuple<int, int, unsigned int>;

    std::unique_ptr<FileMetaData> m_metaData = std::make_unique<FileMetaData>();
    EventNumbers m_low;
    EventNumbers m_high;
    unsigned int m_nEvents = 0;
    unsigned int m_nFullEvents = 0;
    std::vector<std::string> m_parents;
  };
}
