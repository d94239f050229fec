// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/io/EventFileWriter.h>
#include <framework/io/OutputMetaData.h>
#include <framework/io/StoreTreeWriter.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace Belle2 {

  /**
   * Base of modules that write events to ROOT files: what is written, the file and its metadata, and persistent objects.
   *
   * The events themselves are written by the derived class.
   */
  class EventOutputModule: public Module {
  public:
    void event() override;
    void terminate() override;
    std::vector<std::string> getFileNames(bool outputFiles) override;

  protected:
    explicit EventOutputModule(const std::string& defaultName);

    /** To be called by initialize() first: takes the option -o, and chooses what is written. */
    void initializeOutput();
    /** Opens the next file. */
    void openFile();
    /** Completes the file. */
    void closeFile();
    /** Entries that are written, known after initializeOutput(). */
    const std::vector<StoreEntry*>& getEntries(DataStore::EDurability durability) const { return m_entries[durability]; }
    const std::string& getOutputFileName() const { return m_outputFileName; }
    EventFileWriter* getWriter() const { return m_writer.get(); }
    unsigned int getNEvents() const { return m_metaData.getNEvents(); }

    /** Name of the file to open next. */
    virtual std::string getNextFileName() const { return m_outputFileName; }
    /** How the tree of persistent objects is written. */
    virtual StoreTreeWriter::Settings getTreeSettings() const { return {}; }
    /** Number of generated events that the file stands for. */
    virtual unsigned int getMcEvents() const;
    /** Tells the information on the job about a complete file. */
    virtual void report(const std::string& fileName, const FileMetaData& metaData) const = 0;
    /** Prepares the writing of events to a file that was just opened. */
    virtual void beginEvents(EventFileWriter& writer) = 0;
    /** Writes an event; std::runtime_error if that fails. */
    virtual void writeEvent() = 0;
    /** Completes the events in the file; std::runtime_error if that fails. */
    virtual void endEvents() = 0;

  private:
    void addBranchParameters();

    std::string m_outputFileName;
    bool m_ignoreCommandLineOverride;
    int m_compressionLevel;
    int m_compressionAlgorithm;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_branchNames;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_additionalBranchNames;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_excludeBranchNames;
    std::map<std::string, std::string> m_additionalDataDescription;
    bool m_keepParents;
    bool m_updateFileCatalog;

    std::unique_ptr<EventFileWriter> m_writer;
    std::unique_ptr<StoreTreeWriter> m_persistentTree;
    std::array<std::vector<StoreEntry*>, DataStore::c_NDurabilityTypes> m_entries;
    StoreObjPtr<EventMetaData> m_eventMetaData;
    StoreObjPtr<FileMetaData> m_inputMetaData{"", DataStore::c_Persistent};
    OutputMetaData m_metaData;
    /** There was a file. */
    bool m_hasMetaData = false;
  };
}
