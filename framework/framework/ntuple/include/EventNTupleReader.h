// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>
#include <framework/datastore/StoreEntry.h>
#include <framework/io/EventFile.h>
#include <framework/io/StoreBranches.h>
#include <framework/ntuple/FlatRelation.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

class TTree;

namespace ROOT {
  class REntry;
  class RNTuple;
  class RNTupleReader;
}

namespace Belle2 {

  /** File with an ntuple of events, opened for reading. */
  class EventNTupleReader final {
  public:
    /** What is stored in one field of the ntuple. */
    struct Field {
      std::string className;
      bool isArray = false;
      bool isRelation = false;
      bool operator!=(const Field& other) const { return className != other.className || isArray != other.isArray; }
    };
    using Fields = std::map<std::string, Field>;

    /** std::runtime_error with the reason if it is not such a file. */
    explicit EventNTupleReader(const std::string& name);
    ~EventNTupleReader();
    EventNTupleReader(const EventNTupleReader&) = delete;
    EventNTupleReader& operator=(const EventNTupleReader&) = delete;

    const std::string& getName() const { return m_file.getName(); }
    const FileMetaData& getMetaData() const { return m_metaData; }
    TTree& getPersistentTree() const { return *m_persistentTree; }
    std::int64_t getEntries() const;
    /** Fields that are entries of the data store, by name. */
    const Fields& getFields() const { return m_fields; }
    const StoreBranches::Relations& getRelations() const { return m_relations; }
    /** Says what is read; std::runtime_error if the fields cannot be read into these entries. */
    void connect(const std::vector<StoreEntry*>& entries);
    /** Reads the entry of that number; std::runtime_error if that fails. */
    void read(std::int64_t number);

  private:
    struct Relation {
      StoreEntry* entry;
      FlatRelation value;
    };

    void checkFormat() const;
    void findFields();
    void bind(const std::vector<StoreEntry*>& entries);

    EventFile m_file;
    TTree* m_persistentTree;
    FileMetaData m_metaData;
    Fields m_fields;
    StoreBranches::Relations m_relations;
    /** The values know their addresses. */
    std::vector<std::unique_ptr<Relation>> m_connected;
    /** Where in the file the ntuple is. */
    std::unique_ptr<ROOT::RNTuple> m_anchor;
    std::unique_ptr<ROOT::RNTupleReader> m_reader;
    std::unique_ptr<ROOT::REntry> m_values;
  };
}
