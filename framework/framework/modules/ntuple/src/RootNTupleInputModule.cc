// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/ntuple/RootNTupleInputModule.h>

#include <framework/core/Environment.h>
#include <framework/core/InputController.h>
#include <framework/io/BranchSelection.h>
#include <framework/io/DoOrEnd.h>
#include <framework/io/FileNames.h>
#include <framework/io/StoreBranches.h>
#include <framework/logging/Logger.h>
#include <framework/ntuple/EventNTupleReader.h>

#include <TBranch.h>
#include <TTree.h>

#include <algorithm>
#include <set>
#include <stdexcept>

using namespace Belle2;

REG_MODULE(RootNTupleInput)

namespace {
  BranchSelection::Relations getSides(const StoreBranches::Relations& relations)
  {
    BranchSelection::Relations sides;
    for (const auto& [name, relation] : relations) sides[name] = {relation.fromName, relation.toName};
    return sides;
  }
}

RootNTupleInputModule::RootNTupleInputModule()
{
  setDescription("Reads events and persistent objects from ROOT files that were written by RootNTupleOutput. Ends after the last "
                 "entry. It reads all entries in turn: for sequences of entries, jumps to an event and a second input use files of "
                 "RootOutput.");
  addBranchParameters();
  addErrorParameters();
}

RootNTupleInputModule::~RootNTupleInputModule() = default;

void RootNTupleInputModule::initialize()
{
  takeSkipOverride();
  refuseEntrySequences();
  m_reader.reset();
  checkFiles(findFiles());
  m_file = 0;
  m_next = m_skipNEvents;
  while (m_file < m_inputs.size() && m_next >= m_inputs[m_file].nEntries) m_next -= m_inputs[m_file++].nEntries;
  const std::int64_t all = m_inputs.empty() ? 0 : m_inputs.back().first + m_inputs.back().nEntries;
  const std::int64_t skipped = std::min<std::int64_t>(all, m_skipNEvents);
  InputController::setNumEntries(all);
  InputController::setSkippedEntries(skipped);
  Environment::Instance().setNumberOfInputEvents(static_cast<unsigned int>(all - skipped));
}

void RootNTupleInputModule::checkFiles(const std::vector<std::string>& files)
{
  std::set<std::string> seen;
  std::vector<std::unique_ptr<EventNTupleReader>> readers;
  bool isComplete = m_skipNEvents == 0;
  std::int64_t nEvents = 0;
  m_inputs.clear();
  for (const std::string& file : files) {
    doOrEnd([&] { readers.push_back(std::make_unique<EventNTupleReader>(file)); });
    if (!seen.insert(FileNames::toAbsolute(file)).second) {
      B2WARNING("The input file \"" << file << "\" is given twice.");
      isComplete = false;
    }
    const std::int64_t n = readers.back()->getEntries();
    if (n == 0) B2WARNING("The input file \"" << file << "\" appears to be empty, skipping it.");
    else m_inputs.push_back({file, n, nEvents});
    nEvents += n;
    if (readers.size() == 1) {
      registerFields(*readers.front());
      registerPersistent(*readers.front());
    } else {
      checkAgainstFirst(*readers.back(), *readers.front());
    }
  }
  const unsigned int maxEvents = Environment::Instance().getNumberEventsOverride();
  describeJob(readers, isComplete && (maxEvents == 0 || maxEvents >= nEvents));
}

void RootNTupleInputModule::checkAgainstFirst(const EventNTupleReader& reader, const EventNTupleReader& first) const
{
  if (reader.getMetaData().isMC() != first.getMetaData().isMC()) {
    B2FATAL("The input files \"" << first.getName() << "\" and \"" << reader.getName() << "\" mix real data and simulation.");
  }
  std::string missing;
  for (const StoreEntry* entry : m_entries[DataStore::c_Event]) {
    const auto found = reader.getFields().find(entry->name);
    if (found == reader.getFields().end()) {
      missing += (missing.empty() ? "" : ", ") + entry->name;
    } else if (found->second != first.getFields().at(entry->name)) {
      B2FATAL("The field " << entry->name << " of the input file \"" << reader.getName() << "\" is not of the same class as in the "
              "first file \"" << first.getName() << "\".");
    }
  }
  if (missing.empty()) return;
  B2FATAL("The input file \"" << reader.getName() << "\" lacks fields of the first file \"" << first.getName() << "\": " << missing
          << ".");
}

void RootNTupleInputModule::describeJob(const std::vector<std::unique_ptr<EventNTupleReader>>& readers, bool isComplete) const
{
  if (!readers.front()->getMetaData().isMC()) Environment::Instance().setIsMC(false);
  unsigned int mcEvents = 0;
  std::string without;
  for (const auto& reader : readers) {
    mcEvents += reader->getMetaData().getMcEvents();
    if (reader->getMetaData().getMcEvents() == 0) without = reader->getName();
  }
  if (mcEvents > 0 && !without.empty()) {
    B2WARNING("Some input files, such as \"" << without <<
              "\", do not say how many events were generated for them, so the total is 0.");
    mcEvents = 0;
  }
  Environment::Instance().setNumberOfMCEvents(isComplete ? mcEvents : 0);
}

void RootNTupleInputModule::registerFields(const EventNTupleReader& reader)
{
  std::set<std::string> all;
  for (const auto& [name, field] : reader.getFields()) all.insert(name);
  const BranchSelection selection(m_branchNames[DataStore::c_Event], m_excludeBranchNames[DataStore::c_Event]);
  std::set<std::string> selected = selection.select(all, getSides(reader.getRelations()), "branchNames");
  selected.insert("EventMetaData");
  m_entries[DataStore::c_Event].clear();
  for (const std::string& name : selected) {
    const auto field = reader.getFields().find(name);
    if (field == reader.getFields().end()) continue;
    StoreEntry* entry = StoreBranches::registerClass(name, field->second.className, field->second.isArray, DataStore::c_Event,
                                                     reader.getRelations());
    if (entry) m_entries[DataStore::c_Event].push_back(entry);
  }
}

void RootNTupleInputModule::registerPersistent(const EventNTupleReader& reader)
{
  TTree& tree = reader.getPersistentTree();
  std::set<std::string> all;
  for (TObject* branch : *tree.GetListOfBranches()) all.insert(branch->GetName());
  const StoreBranches::Relations relations = StoreBranches::findRelations(tree, DataStore::c_Persistent);
  const BranchSelection selection(m_branchNames[DataStore::c_Persistent], m_excludeBranchNames[DataStore::c_Persistent]);
  std::set<std::string> selected = selection.select(all, getSides(relations), "branchNamesPersistent");
  selected.insert("FileMetaData");
  m_entries[DataStore::c_Persistent].clear();
  for (const std::string& name : selected) {
    if (!all.count(name)) continue;
    StoreEntry* entry = StoreBranches::registerBranch(*tree.GetBranch(name.c_str()), DataStore::c_Persistent, relations);
    if (entry) m_entries[DataStore::c_Persistent].push_back(entry);
  }
}

void RootNTupleInputModule::open()
{
  doOrEnd([this] {
    m_reader = std::make_unique<EventNTupleReader>(m_inputs[m_file].name);
    m_reader->connect(m_entries[DataStore::c_Event]);
  });
  InputController::setCurrentFileName(m_inputs[m_file].name);
  StoreBranches::connect(m_reader->getPersistentTree(), m_entries[DataStore::c_Persistent]);
  if (!StoreBranches::read(m_reader->getPersistentTree(), 0, m_entries[DataStore::c_Persistent]))
    B2FATAL("Could not read the tree 'persistent' in the file \"" << m_reader->getName() << "\". The file is damaged.");
}

bool RootNTupleInputModule::readNext()
{
  if (m_file < m_inputs.size() && m_next >= m_inputs[m_file].nEntries) {
    m_reader.reset();
    m_next = 0;
    ++m_file;
  }
  if (m_file >= m_inputs.size()) return false;
  if (!m_reader) open();
  try {
    m_reader->read(m_next);
  } catch (const std::runtime_error&) {
    B2FATAL("Could not read entry " << m_next << " of the ntuple in the file \"" << m_reader->getName() <<
            "\". The file is damaged.");
  }
  InputController::eventLoaded(m_inputs[m_file].first + m_next);
  ++m_next;
  return true;
}

void RootNTupleInputModule::event()
{
  while (readNext()) {
    if (!isDiscarded()) return;
  }
  // nothing of a discarded last event may look like an event
  if (m_eventMetaData.isValid()) DataStore::Instance().invalidateData(DataStore::c_Event);
}

void RootNTupleInputModule::terminate()
{
  m_reader.reset();
}
