// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/EventInputModule.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace Belle2 {

  class EventNTupleReader;

  /** Reads events and persistent objects from files that RootNTupleOutput wrote. */
  class RootNTupleInputModule final: public EventInputModule {
  public:
    RootNTupleInputModule();
    ~RootNTupleInputModule() override;

    void initialize() override;
    void event() override;
    void terminate() override;

  private:
    struct Input {
      std::string name;
      std::int64_t nEntries;
      /** Number of entries that are read before this file. */
      std::int64_t first;
    };

    void checkFiles(const std::vector<std::string>& files);
    void checkAgainstFirst(const EventNTupleReader& reader, const EventNTupleReader& first) const;
    void describeJob(const std::vector<std::unique_ptr<EventNTupleReader>>& readers, bool isComplete) const;
    void registerFields(const EventNTupleReader& reader);
    void registerPersistent(const EventNTupleReader& reader);
    void open();
    bool readNext();

    std::vector<Input> m_inputs;
    std::unique_ptr<EventNTupleReader> m_reader;
    size_t m_file = 0;
    /** Next entry of the current file. */
    std::int64_t m_next = 0;
    std::array<std::vector<StoreEntry*>, DataStore::c_NDurabilityTypes> m_entries;
  };
}
