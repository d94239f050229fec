// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventOutputModule.h>

#include <framework/core/Environment.h>
#include <framework/core/FileCatalog.h>
#include <framework/io/DoOrEnd.h>
#include <framework/io/OutputEntries.h>
#include <framework/logging/Logger.h>

using namespace Belle2;

EventOutputModule::EventOutputModule(const std::string& defaultName)
{
  setPropertyFlags(c_Output);
  addParam("outputFileName", m_outputFileName, "Name of the output file, replaced by the option -o.", defaultName);
  addParam("ignoreCommandLineOverride", m_ignoreCommandLineOverride,
           "Do not let the option -o replace the file name.",
           false);
  addParam("compressionLevel", m_compressionLevel, "0 for no, 1 for low, 9 for high compression.", 1);
  addParam("compressionAlgorithm", m_compressionAlgorithm,
           "0 for the default of ROOT, 1 for zlib, 2 for LZMA, 4 for LZ4, 5 for ZSTD.", 0);
  addBranchParameters();
  addParam("additionalDataDescription", m_additionalDataDescription,
           "Keys and values added to the data description of the file.", {});
  addParam("keepParents", m_keepParents,
           "Take over the parents of the input files in place of the input files themselves.",
           false);
  addParam("updateFileCatalog", m_updateFileCatalog, "Enter the file into the file catalog.", false);
}

void EventOutputModule::addBranchParameters()
{
  addParam("branchNames", m_branchNames[DataStore::c_Event],
           "Names of the event branches to write, all if empty; relations between them are added.", {});
  addParam("branchNamesPersistent", m_branchNames[DataStore::c_Persistent],
           "Names of the persistent branches to write, all if empty.", {});
  addParam("additionalBranchNames", m_additionalBranchNames[DataStore::c_Event],
           "Names of event branches to write even if they are registered as not to be written.", {});
  addParam("additionalBranchNamesPersistent", m_additionalBranchNames[DataStore::c_Persistent],
           "Names of persistent branches to write even if they are registered as not to be written.", {});
  addParam("excludeBranchNames", m_excludeBranchNames[DataStore::c_Event],
           "Names of event branches not to write; relations from or to them are left out too.", {});
  addParam("excludeBranchNamesPersistent", m_excludeBranchNames[DataStore::c_Persistent],
           "Names of persistent branches not to write.", {});
}

std::vector<std::string> EventOutputModule::getFileNames(bool outputFiles)
{
  if (!outputFiles) return {};
  const std::string& override = Environment::Instance().getOutputFileOverride();
  return {override.empty() || m_ignoreCommandLineOverride ? m_outputFileName : override};
}

void EventOutputModule::initializeOutput()
{
  if (!m_ignoreCommandLineOverride) {
    const std::string override = Environment::Instance().consumeOutputFileOverride();
    if (!override.empty()) m_outputFileName = override;
  }
  for (const auto durability : {DataStore::c_Event, DataStore::c_Persistent}) {
    const OutputBranchNames names{m_branchNames[durability], m_additionalBranchNames[durability], m_excludeBranchNames[durability]};
    m_entries[durability] = selectOutputEntries(durability, names);
  }
  m_inputMetaData.registerInDataStore();
}

void EventOutputModule::openFile()
{
  m_metaData.clear();
  m_hasMetaData = true;
  doOrEnd([this] {
    m_writer = std::make_unique<EventFileWriter>(getNextFileName(), 100 * m_compressionAlgorithm + m_compressionLevel);
    beginEvents(*m_writer);
    m_persistentTree = std::make_unique<StoreTreeWriter>(*m_writer, "persistent", m_entries[DataStore::c_Persistent],
                                                         getTreeSettings());
    m_persistentTree->addMetaData(m_metaData.getAddress());
  });
}

void EventOutputModule::event()
{
  if (!m_eventMetaData.isValid()) B2FATAL(getType() << " cannot write an event without EventMetaData.");
  if (!m_writer) openFile();
  m_metaData.addEvent(*m_eventMetaData);
  if (m_inputMetaData.isValid()) {
    if (!m_keepParents) m_eventMetaData->setParentLfn(m_inputMetaData->getLfn());
    m_metaData.addParents(*m_inputMetaData, m_keepParents);
  }
  doOrEnd([this] { writeEvent(); });
}

unsigned int EventOutputModule::getMcEvents() const
{
  return Environment::Instance().getNumberOfMCEvents();
}

void EventOutputModule::terminate()
{
  if (m_writer) closeFile();
  // Without an input, steering files look here for what was written.
  if (m_hasMetaData && !m_inputMetaData.isValid()) m_inputMetaData.assign(new FileMetaData(m_metaData.get()));
}

void EventOutputModule::closeFile()
{
  const std::string name = m_writer->getName();
  m_metaData.complete(name, getMcEvents(), m_additionalDataDescription);
  doOrEnd([this] {
    m_persistentTree->fill();
    endEvents();
    m_persistentTree->write();
    m_writer->commit();
  });
  m_persistentTree.reset();
  m_writer.reset();
  if (m_updateFileCatalog) FileCatalog::Instance().registerFile(name, m_metaData.get());
  report(name, m_metaData.get());
}
