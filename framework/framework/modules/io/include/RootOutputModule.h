// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/FileMetaData.h>
#include <framework/datastore/StoreObjPtr.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

class TTree;

namespace Belle2 {

  class EventFileWriter;

  /** Writes events and persistent data to a ROOT file. */
  class RootOutputModule final: public Module {
  public:
    RootOutputModule();
    ~RootOutputModule() override;

    void initialize() override;
    void event() override;
    void terminate() override;
    std::vector<std::string> getFileNames(bool outputFiles) override;

  private:
    using EventNumbers = std::tuple<int, int, unsigned int>;

    /** Complains about a size to split at that cannot be meant, and tells what splitting does. */
    void checkSplitting();
    /** Chooses what is written. */
    void selectEntries(DataStore::EDurability durability);
    std::string getNextFileName() const;
    void openFile();
    void closeFile();
    void createTree(DataStore::EDurability durability);
    bool canBeWritten(const StoreEntry& entry) const;
    void updateMetaData(const EventMetaData& eventMetaData);
    void rememberParents(const FileMetaData& input);
    void fill(DataStore::EDurability durability);
    void completeMetaData();
    void buildIndex();

    std::string m_outputFileName;
    bool m_ignoreCommandLineOverride;
    int m_compressionLevel;
    int m_compressionAlgorithm;
    int m_splitLevel;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_branchNames;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_additionalBranchNames;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_excludeBranchNames;
    int m_autoFlushSize;
    int m_autoSaveSize;
    int m_basketSize;
    std::map<std::string, std::string> m_additionalDataDescription;
    bool m_buildIndex;
    bool m_keepParents;
    std::optional<unsigned int> m_outputSplitSize;
    bool m_updateFileCatalog;

    std::unique_ptr<EventFileWriter> m_writer;
    /** Owned by the file. */
    std::array<TTree*, DataStore::c_NDurabilityTypes> m_trees{};
    std::array<std::vector<StoreEntry*>, DataStore::c_NDurabilityTypes> m_entries;
    StoreObjPtr<EventMetaData> m_eventMetaData;
    StoreObjPtr<FileMetaData> m_inputMetaData{"", DataStore::c_Persistent};
    std::unique_ptr<FileMetaData> m_metaData;
    /** ROOT wants the address of a pointer. */
    FileMetaData* m_metaDataAddress = nullptr;
    EventNumbers m_low;
    EventNumbers m_high;
    /** Number of files that were opened. */
    unsigned int m_nFiles = 0;
    /** In the file, as all that is above and below. */
    unsigned int m_nEvents = 0;
    unsigned int m_nFullEvents = 0;
    std::vector<std::string> m_parents;
  };
}
