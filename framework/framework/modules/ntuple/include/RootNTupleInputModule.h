// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace Belle2 {

  class EventNTupleReader;

  /** Reads events and persistent objects from files that RootNTupleOutput wrote. */
  class RootNTupleInputModule final: public Module {
  public:
    RootNTupleInputModule();
    ~RootNTupleInputModule() override;

    void initialize() override;
    void event() override;
    void terminate() override;
    std::vector<std::string> getFileNames(bool outputFiles) override;

  private:
    struct Input {
      std::string name;
      std::int64_t nEntries;
      /** Number of entries that are read before this file. */
      std::int64_t first;
    };

    /** Names with wildcards, as options and parameters give them. */
    std::vector<std::string> getNames() const;
    std::vector<std::string> findFiles() const;
    void checkFiles(const std::vector<std::string>& files);
    void checkAgainstFirst(const EventNTupleReader& reader, const EventNTupleReader& first) const;
    void describeJob(const std::vector<std::unique_ptr<EventNTupleReader>>& readers, bool isComplete) const;
    void registerFields(const EventNTupleReader& reader);
    void registerPersistent(const EventNTupleReader& reader);
    void open();
    bool readNext();
    bool isDiscarded() const;

    std::string m_inputFileName;
    std::vector<std::string> m_inputFileNames;
    bool m_ignoreCommandLineOverride;
    unsigned int m_skipNEvents;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_branchNames;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_excludeBranchNames;
    bool m_discardErrorEvents;
    unsigned int m_silentErrorDiscardMask;

    std::vector<Input> m_inputs;
    std::unique_ptr<EventNTupleReader> m_reader;
    size_t m_file = 0;
    /** Next entry of the current file. */
    std::int64_t m_next = 0;
    std::array<std::vector<StoreEntry*>, DataStore::c_NDurabilityTypes> m_entries;
    StoreObjPtr<EventMetaData> m_eventMetaData;
  };
}
