// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/io/RootOutputModule.h>

#include <framework/core/Environment.h>
#include <framework/core/FileCatalog.h>
#include <framework/core/MetadataService.h>
#include <framework/core/RandomNumbers.h>
#include <framework/datastore/RelationLink.h>
#include <framework/io/BranchSelection.h>
#include <framework/io/CreationData.h>
#include <framework/io/EventFileCopy.h>
#include <framework/io/EventFileWriter.h>
#include <framework/io/FileNames.h>
#include <framework/logging/Logger.h>

#include <TClass.h>
#include <TDirectory.h>
#include <TFile.h>
#include <TTree.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

using namespace Belle2;

REG_MODULE(RootOutput)

namespace {
  constexpr std::array<const char*, DataStore::c_NDurabilityTypes> c_treeNames = {"tree", "persistent"};
  constexpr std::array<const char*, DataStore::c_NDurabilityTypes> c_parameters = {"branchNames", "branchNamesPersistent"};
  /** An index of more entries takes more memory than it is worth. */
  constexpr unsigned int c_maxIndexedEvents = 10000000;
}

RootOutputModule::RootOutputModule()
{
  setDescription("Writes the objects of the data store to a ROOT file: those of events to the tree 'tree', persistent ones to "
                 "'persistent'.");
  setPropertyFlags(c_Output);

  addParam("outputFileName", m_outputFileName, "Name of the output file, replaced by the option -o.",
           std::string("RootOutput.root"));
  addParam("ignoreCommandLineOverride", m_ignoreCommandLineOverride,
           "Do not let the option -o replace the file name.",
           false);
  addParam("compressionLevel", m_compressionLevel, "0 for no, 1 for low, 9 for high compression.", 1);
  addParam("compressionAlgorithm", m_compressionAlgorithm,
           "0 for the default of ROOT, 1 for zlib, 2 for LZMA, 4 for LZ4, 5 for ZSTD.", 0);
  addParam("splitLevel", m_splitLevel, "How deep members of objects become branches of their own.", 99);
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
  addParam("autoFlushSize", m_autoFlushSize, "Entries, or if negative bytes, after which baskets are written.",
           -10000000);
  addParam("autoSaveSize", m_autoSaveSize,
           "Entries, or if negative bytes, after which the tree header is written.",
           -10000000);
  addParam("basketSize", m_basketSize, "Size of the baskets in bytes.", 32000);
  addParam("additionalDataDescription", m_additionalDataDescription,
           "Keys and values added to the data description of the file.", {});
  addParam("buildIndex", m_buildIndex, "Make an index by which events are found by their numbers.", true);
  addParam("keepParents", m_keepParents,
           "Take over the parents of the input files in place of the input files themselves.",
           false);
  addParam("outputSplitSize", m_outputSplitSize,
           "Size in MB after which a new file is begun; the names are NAME.f00000.root and so on. None means one file.", {});
  addParam("updateFileCatalog", m_updateFileCatalog, "Enter the file into the file catalog.", false);
}

RootOutputModule::~RootOutputModule() = default;

std::vector<std::string> RootOutputModule::getFileNames(bool outputFiles)
{
  if (!outputFiles) return {};
  const std::string& override = Environment::Instance().getOutputFileOverride();
  return {override.empty() || m_ignoreCommandLineOverride ? m_outputFileName : override};
}

void RootOutputModule::initialize()
{
  if (!m_ignoreCommandLineOverride) {
    const std::string override = Environment::Instance().consumeOutputFileOverride();
    if (!override.empty()) m_outputFileName = override;
  }
  m_nFiles = 0;
  selectEntries(DataStore::c_Event);
  selectEntries(DataStore::c_Persistent);
  checkSplitting();
  m_inputMetaData.registerInDataStore();
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
  for (const StoreEntry* entry : m_entries[DataStore::c_Persistent]) {
    if (entry->name == "ProcessStatistics") continue;
    B2WARNING("The output is split, and each file has the persistent " << entry->readableName() << " as it is when the file is "
              "closed. Exclude it with excludeBranchNamesPersistent if that has no meaning.");
  }
}

std::string RootOutputModule::getNextFileName() const
{
  if (!m_outputSplitSize) return m_outputFileName;
  std::array<char, 32> extension;
  std::snprintf(extension.data(), extension.size(), ".f%05u.root", m_nFiles);
  const std::string name = FileNames::toLocal(m_outputFileName);
  const size_t end = FileNames::isRemote(name) ? std::min(name.find_first_of("?#"), name.size()) : name.size();
  return std::filesystem::path(name.substr(0, end)).replace_extension(extension.data()).string() + name.substr(end);
}

void RootOutputModule::openFile()
{
  m_nEvents = m_nFullEvents = 0;
  m_parents.clear();
  m_metaData = std::make_unique<FileMetaData>();
  m_metaDataAddress = m_metaData.get();
  try {
    m_writer = std::make_unique<EventFileWriter>(getNextFileName(),
                                                 100 * m_compressionAlgorithm + m_compressionLevel);
  } catch (const std::runtime_error& error) {
    B2FATAL(error.what());
  }
  ++m_nFiles;
  if (m_outputSplitSize) B2INFO("RootOutput has opened a file for writing" << LogVar("filename", m_writer->getName()));
  createTree(DataStore::c_Event);
  createTree(DataStore::c_Persistent);
}

void RootOutputModule::createTree(DataStore::EDurability durability)
{
  TDirectory::TContext inFile(&m_writer->getFile());
  m_trees[durability] = new TTree(c_treeNames[durability], c_treeNames[durability]);
  m_trees[durability]->SetAutoFlush(m_autoFlushSize);
  m_trees[durability]->SetAutoSave(m_autoSaveSize);
  for (StoreEntry* entry : m_entries[durability]) {
    const int splitLevel = entry->objClass->HasCustomStreamerMember() ? -1 : m_splitLevel;
    m_trees[durability]->Branch(entry->name.c_str(), entry->object->ClassName(), &entry->object, m_basketSize, splitLevel);
  }
  if (durability == DataStore::c_Persistent) {
    m_trees[durability]->Branch("FileMetaData", "Belle2::FileMetaData", &m_metaDataAddress, m_basketSize, m_splitLevel);
  }
}

void RootOutputModule::selectEntries(DataStore::EDurability durability)
{
  m_entries[durability].clear();
  const auto& additional = m_additionalBranchNames[durability];
  const BranchSelection selection(m_branchNames[durability], m_excludeBranchNames[durability]);
  std::set<std::string> all;
  BranchSelection::Relations relations;
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(durability)) {
    all.insert(name);
    if (entry->link) relations[name] = {entry->link->from->name, entry->link->to->name};
  }
  if (durability == DataStore::c_Persistent) all.insert("FileMetaData");
  std::set<std::string> selected = selection.select(all, relations, c_parameters[durability]);
  for (const std::string& name : additional) {
    if (all.count(name)) selected.insert(name);
    else B2WARNING("The branch " << name << " given in additional" << (durability ? "BranchNamesPersistent" :
          "BranchNames")
                     <<
                     " does not exist.");
  }
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(durability)) {
    const bool always = durability == DataStore::c_Event && name == "EventMetaData";
    const bool byName = selection.isWanted(name) || std::count(additional.begin(), additional.end(), name);
    if (name == "FileMetaData" || (!always && (!selected.count(name) || (entry->dontWriteOut &&
        !byName)))) continue;
    if (canBeWritten(*entry)) m_entries[durability].push_back(entry);
  }
}

bool RootOutputModule::canBeWritten(const StoreEntry& entry) const
{
  if (!entry.objClass->HasDictionary()) {
    B2WARNING("The " << entry.readableName() << " is not written, because its class " << entry.objClass->GetName()
              <<
              " has no dictionary.");
    return false;
  }
  if (entry.objClass->GetClassVersion() <= 0) {
    B2ERROR("The " << entry.readableName() << " cannot be written, because its class " <<
            entry.objClass->GetName()
            << " has version 0. Give it a version of 1 or more in ClassDef, or register it with c_DontWriteOut.");
    return false;
  }
  return true;
}

void RootOutputModule::event()
{
  if (!m_eventMetaData.isValid()) B2FATAL("RootOutput cannot write an event without EventMetaData.");
  if (!m_writer) openFile();
  updateMetaData(*m_eventMetaData);
  if (m_inputMetaData.isValid()) {
    if (!m_keepParents) m_eventMetaData->setParentLfn(m_inputMetaData->getLfn());
    rememberParents(*m_inputMetaData);
  }
  fill(DataStore::c_Event);
  constexpr Long64_t c_megabyte = 1024 * 1024;
  if (m_outputSplitSize && m_writer->getFile().GetEND() > *m_outputSplitSize * c_megabyte) closeFile();
}

void RootOutputModule::updateMetaData(const EventMetaData& eventMetaData)
{
  const EventNumbers numbers(eventMetaData.getExperiment(), eventMetaData.getRun(), eventMetaData.getEvent());
  if (m_nEvents == 0) m_low = m_high = numbers;
  m_low = std::min(m_low, numbers);
  m_high = std::max(m_high, numbers);
  ++m_nEvents;
  if (eventMetaData.getErrorFlag() == 0) ++m_nFullEvents;
}

void RootOutputModule::rememberParents(const FileMetaData& input)
{
  auto remember = [this](const std::string & lfn) {
    if (!lfn.empty() && (m_parents.empty() || m_parents.back() != lfn)) m_parents.push_back(lfn);
  };
  if (!m_keepParents) {
    remember(input.getLfn());
  } else {
    for (const std::string& lfn : input.getParents()) {
      if (std::find(m_parents.begin(), m_parents.end(), lfn) == m_parents.end()) m_parents.push_back(lfn);
    }
  }
}

void RootOutputModule::fill(DataStore::EDurability durability)
{
  for (StoreEntry* entry : m_entries[durability]) {
    if (entry->ptr || entry->object->TestBit(kInvalidObject)) continue;
    // a branch always needs an object; the bit tells readers that there was none
    entry->recreate();
    entry->ptr = nullptr;
    entry->object->SetBit(kInvalidObject);
  }
  const int bytes = m_trees[durability]->Fill();
  try {
    m_writer->check();
  } catch (const std::runtime_error& error) {
    B2FATAL(error.what());
  }
  if (bytes < 0) B2FATAL("Cannot write the output file " << m_writer->getName() << ": the tree '" <<
                           c_treeNames[durability] <<
                           "' was not filled.");
}

void RootOutputModule::completeMetaData()
{
  FileMetaData& metaData = *m_metaData;
  metaData.setLfn(FileNames::toAbsolute(m_writer->getName()));
  metaData.setNEvents(m_nEvents);
  metaData.setNFullEvents(m_nFullEvents);
  if (m_nEvents > 0) {
    std::apply([&](auto... numbers) { metaData.setLow(numbers...); }, m_low);
    std::apply([&](auto... numbers) { metaData.setHigh(numbers...); }, m_high);
  }
  metaData.setParents(m_parents);
  metaData.setCreationData(CreationData::getDate(), CreationData::getSite(), CreationData::getUser(),
                           CreationData::getRelease());
  metaData.setRandomSeed(RandomNumbers::getSeed());
  metaData.setSteering(Environment::Instance().getSteering());
  // how many generated events a part stands for is not known
  metaData.setMcEvents(m_outputSplitSize ? 0 : Environment::Instance().getNumberOfMCEvents());
  if (!Environment::Instance().isMC()) metaData.declareRealData();
  for (const auto& [key, value] : m_additionalDataDescription) metaData.setDataDescription(key, value);
}

void RootOutputModule::buildIndex()
{
  if (!m_buildIndex || m_nEvents == 0) return;
  if (m_nEvents > c_maxIndexedEvents) {
    B2WARNING("No index is made for " << m_writer->getName() << ", because it has more than " << c_maxIndexedEvents
              <<
              " events.");
    return;
  }
  buildEventIndex(*m_trees[DataStore::c_Event]);
}

void RootOutputModule::terminate()
{
  if (m_writer) closeFile();
  // Without an input, steering files look here for what was written.
  if (m_metaData && !m_inputMetaData.isValid()) m_inputMetaData.assign(new FileMetaData(*m_metaData));
}

void RootOutputModule::closeFile()
{
  const std::string name = m_writer->getName();
  completeMetaData();
  fill(DataStore::c_Persistent);
  {
    TDirectory::TContext inFile(&m_writer->getFile());
    buildIndex();
    for (TTree*& tree : m_trees) {
      tree->Write(tree->GetName(), TObject::kWriteDelete);
      tree = nullptr;
    }
  }
  try {
    m_writer->commit();
  } catch (const std::runtime_error& error) {
    B2FATAL(error.what());
  }
  m_writer.reset();
  if (m_updateFileCatalog) FileCatalog::Instance().registerFile(name, *m_metaData);
  MetadataService::Instance().addRootOutputFile(name, m_metaData.get());
}
