// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/io/StoreBranches.h>

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

class TTree;

namespace Belle2 {

  class EventFileReader;

  /** Reads events and persistent data from ROOT files that RootOutput wrote. */
  class RootInputModule final: public Module {
  public:
    RootInputModule();
    ~RootInputModule() override;

    void initialize() override;
    void event() override;
    void terminate() override;
    std::vector<std::string> getFileNames(bool outputFiles) override;

  private:
    /** One input file and which of its entries are read. */
    struct Input {
      std::string name;
      std::int64_t nEntries;
      /** Empty means all. */
      std::vector<std::int64_t> entries;
      /** Number of entries that are read before this file. */
      std::int64_t first = 0;
      std::int64_t size() const { return entries.empty() ? nEntries : entries.size(); }
    };

    /** Files of the command line. */
    const std::vector<std::string>& getOverride() const;
    std::vector<std::string> findFiles() const;
    std::vector<std::string> getSequences(size_t nFiles) const;
    void checkFiles(const std::vector<std::string>& files);
    void checkAgainstFirst(const EventFileReader& reader, const EventFileReader& first) const;
    void setNumberOfMCEvents(unsigned int mcEvents, bool complete) const;
    void skipEvents();
    /** Go to an event; an error and false if there is none. */
    bool skipTo(int experiment, int run, unsigned int event);
    /** Go to where the InputController asks for. */
    void seek();

    void registerBranches(DataStore::EDurability durability);
    void open(size_t file);
    void read(DataStore::EDurability durability, std::int64_t entry);
    bool readNext();
    void close();
    bool isDiscarded() const;
    TTree& getTree(DataStore::EDurability durability) const;

    std::string m_inputFileName;
    std::vector<std::string> m_inputFileNames;
    std::vector<std::string> m_entrySequences;
    bool m_ignoreCommandLineOverride;
    unsigned int m_skipNEvents;
    std::vector<int> m_skipToEvent;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_branchNames;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_excludeBranchNames;
    int m_cacheSize;
    bool m_discardErrorEvents;
    unsigned int m_silentErrorDiscardMask;
    bool m_isSecondaryInput;
    bool m_collectStatistics;
    int m_parentLevel;

    std::vector<Input> m_inputs;
    std::unique_ptr<EventFileReader> m_reader;
    size_t m_file = 0;
    /** Next entry among those that are read of the current file. */
    std::int64_t m_next = 0;
    std::int64_t m_bytesRead = 0;
    std::int64_t m_readCalls = 0;
    std::array<std::vector<StoreEntry*>, DataStore::c_NDurabilityTypes> m_entries;
    std::array<StoreBranches::Relations, DataStore::c_NDurabilityTypes> m_relations;
    StoreObjPtr<EventMetaData> m_eventMetaData;
  };
}
