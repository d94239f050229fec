// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/io/RootOutputModule.h>

#include <framework/core/MetadataService.h>
#include <framework/io/EventFileCopy.h>
#include <framework/io/FileNames.h>
#include <framework/logging/Logger.h>

#include <TDirectory.h>
#include <TFile.h>
#include <TTree.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

using namespace Belle2;

REG_MODULE(RootOutput)

namespace {
  /** An index of more entries takes more memory than it is worth. */
  constexpr unsigned int c_maxIndexedEvents = 10000000;
}

RootOutputModule::RootOutputModule(): EventOutputModule("RootOutput.root")
{
  setDescription("Writes the objects of the data store to a ROOT file: those of events to the tree 'tree', persistent ones to "
                 "'persistent'.");

  addParam("splitLevel", m_settings.splitLevel, "How deep members of objects become branches of their own.", 99);
  addParam("autoFlushSize", m_settings.autoFlushSize, "Entries, or if negative bytes, after which baskets are written.",
           -10000000);
  addParam("autoSaveSize", m_settings.autoSaveSize,
           "Entries, or if negative bytes, after which the tree header is written.",
           -10000000);
  addParam("basketSize", m_settings.basketSize, "Size of the baskets in bytes.", 32000);
  addParam("buildIndex", m_buildIndex, "Make an index by which events are found by their numbers.", true);
  addParam("outputSplitSize", m_outputSplitSize,
           "Size in MB after which a new file is begun; the names are NAME.f00000.root and so on. None means one file.", {});
}

void RootOutputModule::initialize()
{
  m_nFiles = 0;
  initializeOutput();
  checkSplitting();
  openFile();
}

void RootOutputModule::checkSplitting()
{
  if (!m_outputSplitSize) return;
  if (*m_outputSplitSize == 0) {
    B2ERROR("The parameter outputSplitSize of RootOutput is 0 MB: set it to a size, or to None for one file.");
    return;
  }
  if (*m_outputSplitSize >= 1024 * 1024) {
    B2WARNING("The parameter outputSplitSize of RootOutput is " << *m_outputSplitSize << " MB, which is 1 TB or more: was it meant "
              "in other units?");
  }
  for (const StoreEntry* entry : getEntries(DataStore::c_Persistent)) {
    if (entry->name == "ProcessStatistics") continue;
    B2WARNING("The output is split, and each file has the persistent " << entry->readableName() << " as it is when the file is "
              "closed. Exclude it with excludeBranchNamesPersistent if that has no meaning.");
  }
}

std::string RootOutputModule::getNextFileName() const
{
  if (!m_outputSplitSize) return getOutputFileName();
  std::array<char, 32> extension;
  std::snprintf(extension.data(), extension.size(), ".f%05u.root", m_nFiles);
  const std::string name = FileNames::toLocal(getOutputFileName());
  const size_t end = FileNames::isRemote(name) ? std::min(name.find_first_of("?#"), name.size()) : name.size();
  return std::filesystem::path(name.substr(0, end)).replace_extension(extension.data()).string() + name.substr(end);
}

unsigned int RootOutputModule::getMcEvents() const
{
  // how many generated events a part stands for is not known
  return m_outputSplitSize ? 0 : EventOutputModule::getMcEvents();
}

void RootOutputModule::report(const std::string& fileName, const FileMetaData& metaData) const
{
  MetadataService::Instance().addRootOutputFile(fileName, &metaData);
}

void RootOutputModule::beginEvents(EventFileWriter& writer)
{
  ++m_nFiles;
  if (m_outputSplitSize) B2INFO("RootOutput has opened a file for writing" << LogVar("filename", writer.getName()));
  m_tree = std::make_unique<StoreTreeWriter>(writer, "tree", getEntries(DataStore::c_Event), m_settings);
}

void RootOutputModule::event()
{
  EventOutputModule::event();
  constexpr Long64_t c_megabyte = 1024 * 1024;
  if (m_outputSplitSize && getWriter()->getFile().GetEND() > *m_outputSplitSize * c_megabyte) closeFile();
}

void RootOutputModule::writeEvent()
{
  m_tree->fill();
}

void RootOutputModule::buildIndex()
{
  if (!m_buildIndex || getNEvents() == 0) return;
  if (getNEvents() > c_maxIndexedEvents) {
    B2WARNING("No index is made for " << getWriter()->getName() << ", because it has more than " << c_maxIndexedEvents
              <<
              " events.");
    return;
  }
  TDirectory::TContext inFile(&getWriter()->getFile());
  buildEventIndex(m_tree->getTree());
}

void RootOutputModule::endEvents()
{
  buildIndex();
  m_tree->write();
  m_tree.reset();
}
