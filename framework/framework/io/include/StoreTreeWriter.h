// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/StoreEntry.h>

#include <vector>

class TTree;

namespace Belle2 {

  class EventFileWriter;
  class FileMetaData;

  /** Tree of an output file with one branch for each entry of the data store. */
  class StoreTreeWriter final {
  public:
    /** As the parameters of RootOutput. */
    struct Settings {
      int splitLevel = 99;
      int basketSize = 32000;
      int autoFlushSize = -10000000;
      int autoSaveSize = -10000000;
    };

    /** The writer of the file must outlive this. */
    StoreTreeWriter(EventFileWriter& writer, const char* name, const std::vector<StoreEntry*>& entries, const Settings& settings);
    StoreTreeWriter(const StoreTreeWriter&) = delete;
    StoreTreeWriter& operator=(const StoreTreeWriter&) = delete;

    /** Adds a branch for the metadata of the file, which must stay where they are. */
    void addMetaData(FileMetaData* metaData);
    /** std::runtime_error with a sentence if that fails. */
    void fill();
    /** Writes the tree itself; it is not changed afterwards. */
    void write();
    /** Owned by the file. */
    TTree& getTree() const { return *m_tree; }

  private:
    EventFileWriter& m_writer;
    const std::vector<StoreEntry*> m_entries;
    const Settings m_settings;
    TTree* m_tree;
    /** ROOT wants the address of a pointer. */
    FileMetaData* m_metaData = nullptr;
  };
}
