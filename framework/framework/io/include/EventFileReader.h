// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/FileMetaData.h>
#include <framework/datastore/DataStore.h>
#include <framework/io/EventFile.h>

#include <cstdint>
#include <set>
#include <string>

class TTree;

namespace Belle2 {

  /** File with the two trees for events, opened for reading. */
  class EventFileReader final {
  public:
    /** std::runtime_error with the reason if it is not such a file. */
    explicit EventFileReader(const std::string& name);
    ~EventFileReader();
    EventFileReader(const EventFileReader&) = delete;
    EventFileReader& operator=(const EventFileReader&) = delete;

    const std::string& getName() const { return m_file.getName(); }
    const FileMetaData& getMetaData() const { return m_metaData; }
    TTree& getTree() const { return *m_tree; }
    TTree& getPersistentTree() const { return *m_persistentTree; }
    TTree& getTree(DataStore::EDurability durability) const
    {
      return durability == DataStore::c_Event ? getTree() : getPersistentTree();
    }
    std::int64_t getEntries() const;
    /** Names of the branches of the event tree. */
    std::set<std::string> getBranches() const;
    /** Entry of an event, -1 if it is not there. */
    std::int64_t findEvent(int experiment, int run, unsigned int event) const;
    /** Which event an entry is; std::runtime_error if it cannot be read. */
    EventMetaData getEvent(std::int64_t entry) const;

  private:
    EventFile m_file;
    TTree* m_tree;
    TTree* m_persistentTree;
    FileMetaData m_metaData;
  };
}
