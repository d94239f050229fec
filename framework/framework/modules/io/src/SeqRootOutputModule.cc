// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/io/SeqRootOutputModule.h>

#include <framework/core/Environment.h>
#include <framework/core/RandomNumbers.h>
#include <framework/datastore/RelationLink.h>
#include <framework/io/BranchSelection.h>
#include <framework/io/CreationData.h>
#include <framework/io/FileNames.h>
#include <framework/io/SequentialContent.h>
#include <framework/io/SequentialFileWriter.h>
#include <framework/logging/Logger.h>
#include <framework/pcore/DescribedBuffer.h>
#include <framework/pcore/EventStreamer.h>

#include <TClass.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <stdexcept>

using namespace Belle2;

REG_MODULE(SeqRootOutput)

SeqRootOutputModule::SeqRootOutputModule()
{
  setDescription("Writes the events one after the other to a sequential file, which SeqRootInput reads. If the job is killed, the "
                 "file NAME.part has all events but at most the last.");
  setPropertyFlags(c_Output);
  addParam("outputFileName", m_outputFileName,
           "Name of the output file, replaced by the option -o. With the ending .gz, the whole file is packed by gzip.",
           std::string("SeqRootOutput.sroot"));
  addParam("ignoreCommandLineOverride", m_ignoreCommandLineOverride, "Do not let the option -o replace the file name.", false);
  addParam("saveObjs", m_saveObjs,
           "Names of the objects and arrays to write, all if empty; relations between them and EventMetaData are added.", {});
  addParam("compressionLevel", m_compressionLevel,
           "0 for no, 1 for low, 9 for high compression of each event, or of the .gz file.", 1);
  addParam("fileNameIsPattern", m_fileNameIsPattern,
           "The file name has a place such as %05d for the number of the file, counted from 0. Else the files after the first one "
           "are named NAME-1, NAME-2 and so on.", false);
  addParam("outputSplitSize", m_outputSplitSize, "Size in MB after which a new file is begun; 0 means one file.", 4096u);
}

SeqRootOutputModule::~SeqRootOutputModule() = default;

std::vector<std::string> SeqRootOutputModule::getFileNames(bool outputFiles)
{
  if (!outputFiles) return {};
  const std::string& override = Environment::Instance().getOutputFileOverride();
  return {override.empty() || m_ignoreCommandLineOverride ? m_outputFileName : override};
}

void SeqRootOutputModule::initialize()
{
  if (!m_ignoreCommandLineOverride) {
    const std::string override = Environment::Instance().consumeOutputFileOverride();
    if (!override.empty()) m_outputFileName = override;
  }
  m_nFiles = 0;
  selectEntries();
  try {
    m_names.emplace(FileNames::toLocal(m_outputFileName), m_fileNameIsPattern);
    openFile();
  } catch (const std::runtime_error& error) {
    B2FATAL(error.what());
  }
}

void SeqRootOutputModule::selectEntries()
{
  std::set<std::string> all;
  BranchSelection::Relations relations;
  const auto& entries = DataStore::Instance().getStoreEntryMap(DataStore::c_Event);
  for (const auto& [name, entry] : entries) {
    all.insert(name);
    if (entry->link) relations[name] = {entry->link->from->name, entry->link->to->name};
  }
  const BranchSelection selection(m_saveObjs, {});
  const std::set<std::string> selected = selection.select(all, relations, "saveObjs");
  m_entries.clear();
  for (const auto& [name, entry] : entries) {
    const bool isWanted = selected.count(name) && (!entry->dontWriteOut || selection.isWanted(name));
    if (!isWanted && name != "EventMetaData") continue;
    if (entry->objClass->HasDictionary()) m_entries.push_back(entry);
    else B2WARNING("The " << entry->readableName() << " is not written, because its class " << entry->objClass->GetName()
                     << " has no dictionary.");
  }
}

void SeqRootOutputModule::openFile()
{
  m_nEvents = 0;
  m_infos.clear();
  m_writer = std::make_unique<SequentialFileWriter>(m_names->get(m_nFiles++), m_compressionLevel);
  SequentialBegin begin;
  for (const StoreEntry* entry : m_entries) begin.entries.push_back(SequentialBegin::describe(*entry));
  FileMetaData& metaData = begin.metaData;
  metaData.setLfn(FileNames::toAbsolute(m_writer->getName()));
  metaData.setCreationData(CreationData::getDate(), CreationData::getSite(), CreationData::getUser(), CreationData::getRelease());
  metaData.setRandomSeed(RandomNumbers::getSeed());
  metaData.setSteering(Environment::Instance().getSteering());
  if (!Environment::Instance().isMC()) metaData.declareRealData();
  DescribedBuffer buffer;
  begin.write(buffer);
  write(SequentialRecord::c_Begin, buffer);
}

void SeqRootOutputModule::write(SequentialRecord::Kind kind, const DescribedBuffer& buffer)
{
  const auto& infos = buffer.getInfos();
  std::set<TVirtualStreamerInfo*> unknown;
  std::set_difference(infos.begin(), infos.end(), m_infos.begin(), m_infos.end(), std::inserter(unknown, unknown.end()));
  if (!unknown.empty()) {
    m_writer->write(SequentialRecord::c_Classes, DescribedBuffer::write(unknown));
    m_infos.insert(unknown.begin(), unknown.end());
  }
  m_writer->write(kind, buffer.getBytes());
}

void SeqRootOutputModule::event()
{
  if (!m_eventMetaData.isValid()) B2FATAL("SeqRootOutput cannot write an event without EventMetaData.");
  constexpr std::uint64_t c_megabyte = 1024 * 1024;
  try {
    if (m_outputSplitSize > 0 && m_nEvents > 0 && m_writer->getSize() >= m_outputSplitSize * c_megabyte) {
      closeFile(std::filesystem::path(m_names->get(m_nFiles)).filename().string());
      openFile();
    }
    DescribedBuffer buffer;
    EventStreamer::writeEntries(buffer, m_entries);
    write(SequentialRecord::c_Event, buffer);
  } catch (const std::runtime_error& error) {
    B2FATAL(error.what());
  }
  ++m_nEvents;
}

void SeqRootOutputModule::closeFile(const std::string& nextFile)
{
  SequentialEnd end;
  end.nEvents = m_nEvents;
  end.nextFile = nextFile;
  m_writer->write(SequentialRecord::c_End, end.write());
  m_writer->commit();
}

void SeqRootOutputModule::terminate()
{
  try {
    if (m_writer) closeFile("");
  } catch (const std::runtime_error& error) {
    B2FATAL(error.what());
  }
  m_writer.reset();
}
