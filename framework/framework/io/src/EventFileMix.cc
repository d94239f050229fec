// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileMix.h>

#include <framework/dataobjects/EventMetaData.h>
#include <framework/io/CreationData.h>
#include <framework/io/EventFileCopy.h>
#include <framework/io/EventFileReader.h>
#include <framework/io/EventFileWriter.h>
#include <framework/io/FileNames.h>
#include <framework/io/StoreBranches.h>

#include <TBranch.h>
#include <TDirectory.h>
#include <TFile.h>
#include <TTree.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

using namespace Belle2;

EventFileMix::EventFileMix(const std::vector<std::string>& inputs, const std::vector<std::string>& excludedBranches)
{
  for (const std::string& input : inputs) m_readers.push_back(std::make_unique<EventFileReader>(input));
  if (m_readers.empty()) throw std::runtime_error("There are no input files.");
  for (const auto& reader : m_readers) {
    compare(*reader);
    const auto relations = StoreBranches::findRelations(reader->getTree(), DataStore::c_Event);
    for (const std::string& name : reader->getBranches())
      if (isBranchRemoved(name, relations, excludedBranches))
        StoreBranches::setActive(*reader->getTree().GetBranch(name.c_str()), false);
  }
  describe();
}

EventFileMix::~EventFileMix() = default;

void EventFileMix::compare(const EventFileReader& reader) const
{
  const EventFileReader& first = *m_readers.front();
  if (reader.getEntries() == 0) throw std::runtime_error("The file " + reader.getName() + " has no events.");
  if (reader.getBranches() != first.getBranches())
    throw std::runtime_error("The files " + first.getName() + " and " + reader.getName() + " have different event branches.");
  if (reader.getMetaData().isMC() != first.getMetaData().isMC()) {
    throw std::runtime_error("The files " + first.getName() + " and " + reader.getName() +
                             " are one of real and one of simulated data.");
  }
}

void EventFileMix::describe()
{
  unsigned int mcEvents = 0;
  for (std::size_t i = 0; i < m_readers.size(); ++i) {
    const FileMetaData& input = m_readers[i]->getMetaData();
    const std::string name = "inputfile_" + std::to_string(i);
    m_metaData.setDataDescription(name + "_lfn", input.getLfn());
    m_metaData.setDataDescription(name + "_events", std::to_string(m_readers[i]->getEntries()));
    mcEvents += input.getMcEvents();
  }
  const FileMetaData& first = m_readers.front()->getMetaData();
  m_metaData.setMcEvents(mcEvents);
  m_metaData.setDatabaseGlobalTag(first.getDatabaseGlobalTag());
  if (!first.isMC()) m_metaData.declareRealData();
  m_metaData.setCreationData(CreationData::getDate(), CreationData::getSite(), CreationData::getUser(), CreationData::getRelease());
}

std::vector<std::int64_t> EventFileMix::getEntries() const
{
  std::vector<std::int64_t> entries;
  for (const auto& reader : m_readers) entries.push_back(reader->getEntries());
  return entries;
}

void EventFileMix::addEvent(const EventMetaData& event)
{
  using Key = std::tuple<int, int, unsigned int>;
  const Key key(event.getExperiment(), event.getRun(), event.getEvent());
  FileMetaData& data = m_metaData;
  const bool isFirst = data.getNEvents() == 0;
  if (isFirst || key < Key(data.getExperimentLow(), data.getRunLow(), data.getEventLow()))
    std::apply([&data](auto... numbers) { data.setLow(numbers...); }, key);
  if (isFirst || key > Key(data.getExperimentHigh(), data.getRunHigh(), data.getEventHigh()))
    std::apply([&data](auto... numbers) { data.setHigh(numbers...); }, key);
  data.setNEvents(data.getNEvents() + 1);
  if (event.getErrorFlag() == 0) data.setNFullEvents(data.getNFullEvents() + 1);
}

void EventFileMix::fill(TTree& tree, const Order& order, const std::optional<Numbers>& numbers)
{
  EventMetaData event;
  auto* address = &event;
  for (const auto& reader : m_readers) reader->getTree().SetBranchAddress("EventMetaData", &address);
  for (const auto& [file, entry] : order) {
    EventFileReader& reader = *m_readers.at(file);
    // the output takes the objects of the file that the event comes from
    reader.getTree().CopyAddresses(&tree);
    if (reader.getTree().GetEntry(entry) <= 0)
      throw std::runtime_error("The entry " + std::to_string(entry) + " of the file " + reader.getName() + " cannot be read.");
    // it is not the parent's event any more
    event.setParentLfn("");
    if (numbers) {
      event.setExperiment(numbers->experiment);
      event.setRun(numbers->run);
      event.setSubrun(0);
      event.setEvent(numbers->firstEvent + m_metaData.getNEvents());
    }
    if (tree.Fill() < 0) throw std::runtime_error("The events cannot be written.");
    addEvent(event);
  }
  tree.ResetBranchAddresses();
  for (const auto& reader : m_readers) reader->getTree().ResetBranchAddresses();
}

void EventFileMix::write(const std::string& output, const Order& order, const std::optional<Numbers>& numbers)
{
  TTree& first = m_readers.front()->getTree();
  EventFileWriter writer(output, first.GetCurrentFile()->GetCompressionSettings());
  m_metaData.setLfn(FileNames::toAbsolute(output));
  {
    TDirectory::TContext inFile(&writer.getFile());
    TTree* tree = first.CloneTree(0);
    if (first.GetListOfClones()) first.GetListOfClones()->Remove(tree);
    fill(*tree, order, numbers);
    tree->SetTreeIndex(nullptr);
    if (!order.empty()) buildEventIndex(*tree);
    tree->Write("tree", TObject::kWriteDelete);
    TTree persistent("persistent", "persistent");
    FileMetaData* metaData = &m_metaData;
    persistent.Branch("FileMetaData", "Belle2::FileMetaData", &metaData);
    persistent.Fill();
    persistent.Write();
    persistent.SetDirectory(nullptr);
  }
  writer.commit();
}
