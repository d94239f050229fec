// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/DataStore.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace Belle2 {

  class EventFileReader;
  class EventMetaData;

  /**
   * Reads what the file of an event lacks from the parent of the event, the parent of that one, and so on.
   *
   * Each event says its parent by the logical name, which the file catalog knows unless it is the name of a file. Members throw
   * std::runtime_error if a parent is missing, unreadable, or lacks the event or a branch.
   */
  class ParentFiles final {
  public:
    using Entries = std::array<std::vector<StoreEntry*>, DataStore::c_NDurabilityTypes>;
    /** Files that stay open, the last used ones. */
    static constexpr std::size_t c_maxOpenFiles = 8;

    explicit ParentFiles(std::size_t nGenerations);
    ~ParentFiles();
    ParentFiles(const ParentFiles&) = delete;
    ParentFiles& operator=(const ParentFiles&) = delete;

    /** The parents of an event from the youngest on; they exist until the next call of a member. */
    std::vector<const EventFileReader*> find(const EventMetaData& event, const std::string& childFile);
    /** What read() reads from each generation. */
    void setEntries(std::vector<Entries> entries);
    /** Names of event branches that are read from some generation. */
    std::vector<std::string> getBranches() const;
    /** Reads what belongs to an event. */
    void read(const EventMetaData& event, const std::string& childFile);
    void close();

    std::int64_t getBytesRead() const { return m_bytesRead; }
    std::int64_t getReadCalls() const { return m_readCalls; }

  private:
    struct Parent {
      std::size_t generation;
      std::string lfn;
      std::unique_ptr<EventFileReader> reader;
    };

    /** Calls a function with generation, file and entry in it of each parent of an event. */
    template<class Function> void visit(const EventMetaData& event, const std::string& childFile, Function function);
    /** The parent of an event, which becomes the first of the open ones. */
    const EventFileReader& get(std::size_t generation, const EventMetaData& event, const std::string& childFile);
    void open(std::size_t generation, const std::string& lfn, const std::string& childFile);
    void checkBranches(std::size_t generation, const EventFileReader& reader) const;
    void readEntries(std::size_t generation, const EventFileReader& parent, DataStore::EDurability durability,
                     std::int64_t number);
    void closeLast();

    std::vector<Entries> m_entries;
    /** File of which the persistent objects of a generation are. */
    std::vector<std::string> m_persistentFiles;
    std::list<Parent> m_parents;
    std::int64_t m_bytesRead = 0;
    std::int64_t m_readCalls = 0;
  };
}
