// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/EventInputModule.h>
#include <framework/io/InputFiles.h>
#include <framework/io/ParentFiles.h>

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace Belle2 {

  class EventFileReader;

  /** Reads events and persistent data from ROOT files that RootOutput wrote. */
  class RootInputModule final: public EventInputModule {
  public:
    RootInputModule();
    ~RootInputModule() override;

    void initialize() override;
    void event() override;
    void terminate() override;

  private:
    const std::vector<std::string>& getOverride() const override;
    std::vector<std::string> getSequences(size_t nFiles) const;
    void checkFiles(const std::vector<std::string>& files);
    void checkBranches(const std::string& file, const std::set<std::string>& branches, const std::string& first) const;
    void setNumberOfMCEvents(unsigned int mcEvents, bool complete) const;
    void skipEvents();
    /** Go to an event; an error if there is none. */
    void skipTo(int experiment, int run, unsigned int event);
    /** Go to where the InputController asks for. */
    void seek();

    /** The first file and the parents of its first event say what is read. */
    void registerBranches(const EventFileReader& first);
    void open();
    void read(DataStore::EDurability durability, std::int64_t entry);
    bool readNext();
    void readParents();
    void close();

    std::vector<std::string> m_entrySequences;
    std::vector<int> m_skipToEvent;
    int m_cacheSize;
    bool m_isSecondaryInput;
    bool m_collectStatistics;
    int m_parentLevel;

    InputFiles m_files;
    std::unique_ptr<EventFileReader> m_reader;
    /** Number of the file that is open. */
    size_t m_openFile = 0;
    std::unique_ptr<ParentFiles> m_parents;
    std::int64_t m_bytesRead = 0;
    std::int64_t m_readCalls = 0;
    ParentFiles::Entries m_entries;
  };
}
