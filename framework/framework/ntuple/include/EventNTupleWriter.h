// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/StoreEntry.h>
#include <framework/ntuple/FlatRelation.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace ROOT {
  class RNTupleModel;
  class RNTupleWriter;
  namespace Detail {
    class RRawPtrWriteEntry;
  }
}

namespace Belle2 {

  class EventFileWriter;

  /** Ntuple of an output file with one field for each entry of the data store. */
  class EventNTupleWriter final {
  public:
    static constexpr const char* c_name = "events";
    /** The description of the ntuple is this and the number of the format. */
    static constexpr const char* c_description = "basf2 events, format ";
    static constexpr int c_format = 1;

    /** Sentences on the entries that RNTuple cannot store, with the reasons. */
    static std::vector<std::string> findRefused(const std::vector<StoreEntry*>& entries);

    /** Bytes of a compressed cluster are approximate. The writer of the file must outlive this. */
    EventNTupleWriter(EventFileWriter& writer, const std::vector<StoreEntry*>& entries, std::size_t clusterSize);
    ~EventNTupleWriter();
    EventNTupleWriter(const EventNTupleWriter&) = delete;
    EventNTupleWriter& operator=(const EventNTupleWriter&) = delete;

    /** std::runtime_error with a sentence if that fails. */
    void fill();
    /** Writes what is still in memory; std::runtime_error with a sentence if that fails. */
    void commit();

  private:
    void bind(const std::vector<StoreEntry*>& entries);
    void checkClass(const StoreEntry& entry) const;

    struct Relation {
      const StoreEntry* entry;
      FlatRelation value;
    };

    EventFileWriter& m_file;
    const std::vector<StoreEntry*> m_entries;
    /** The ntuple knows their addresses. */
    std::vector<std::unique_ptr<Relation>> m_relations;
    std::unique_ptr<ROOT::RNTupleWriter> m_writer;
    std::unique_ptr<ROOT::Detail::RRawPtrWriteEntry> m_values;
  };
}
