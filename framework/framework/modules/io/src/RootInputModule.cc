// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/io/RootInputModule.h>

#include <framework/core/Environment.h>
#include <framework/core/InputController.h>
#include <framework/io/BranchSelection.h>
#include <framework/io/DoOrEnd.h>
#include <framework/io/EventFileReader.h>
#include <framework/io/FileNames.h>
#include <framework/io/StoreBranches.h>
#include <framework/logging/Logger.h>

#include <TFile.h>
#include <TTree.h>

#include <set>
#include <stdexcept>

using namespace Belle2;

REG_MODULE(RootInput)

namespace {
  constexpr std::array<const char*, DataStore::c_NDurabilityTypes> c_parameters = {"branchNames", "branchNamesPersistent"};

}

RootInputModule::RootInputModule()
{
  setDescription("Reads events and persistent objects from ROOT files that were written by RootOutput. Ends after the last entry.");
  addBranchParameters();
  addErrorParameters();
  addParam("entrySequences", m_entrySequences,
           "Entries to read, as '23:42,101' counted from 0, one text for each file; the option -S replaces them.", {});
  addParam("skipToEvent", m_skipToEvent, "Skip to the event [experiment, run, event].", {});
  addParam("cacheSize", m_cacheSize, "Size of the read cache in MB; negative means the default of ROOT.", 0);
  addParam("isSecondaryInput", m_isSecondaryInput,
           "For the second input, that of an independent merge path: take file names from the option "
           "--secondary-input in place of -i, and no entries from -S.", false);
  addParam("collectStatistics", m_collectStatistics, "Say at the end how much was read from the files.", false);
  addParam("parentLevel", m_parentLevel,
           "Number of generations of parent files from which the branches that a file lacks are read, event by event.", 0);
}

RootInputModule::~RootInputModule() = default;

const std::vector<std::string>& RootInputModule::getOverride() const
{
  const auto& environment = Environment::Instance();
  return m_isSecondaryInput ? environment.getSecondaryInputFilesOverride() : environment.getInputFilesOverride();
}

void RootInputModule::initialize()
{
  if (m_parentLevel < 0) {
    B2FATAL("The parameter parentLevel of RootInput is " << m_parentLevel << ": set it to the number of generations of parents "
            "that are to be read, 0 for none.");
  }
  if (!m_isSecondaryInput && !DataStore::Instance().isDefaultID())
    B2WARNING("RootInput is in an independent path, but takes what is for the main input: set its parameter isSecondaryInput.");
  takeSkipOverride();
  m_bytesRead = m_readCalls = 0;
  checkFiles(findFiles());
  skipEvents();
  InputController::setCanControlInput(true, m_isSecondaryInput);
  InputController::setNumEntries(m_files.size(), m_isSecondaryInput);
  InputController::setSkippedEntries(m_files.getPosition(), m_isSecondaryInput);
  if (m_isSecondaryInput) return;
  Environment::Instance().setNumberOfInputEvents(static_cast<unsigned int>(m_files.size() - m_files.getPosition()));
}

void RootInputModule::seek()
{
  const long entry = InputController::getNextEntry(m_isSecondaryInput);
  const long experiment = InputController::getNextExperiment(m_isSecondaryInput);
  const long run = InputController::getNextRun(m_isSecondaryInput);
  const long event = InputController::getNextEvent(m_isSecondaryInput);
  if (entry >= 0) m_files.goTo(entry);
  else if (event >= 0) skipTo(experiment, run, event);
}

std::vector<std::string> RootInputModule::getSequences(size_t nFiles) const
{
  const auto& override = Environment::Instance().getEntrySequencesOverride();
  const bool isReplaced = !override.empty() && !m_ignoreCommandLineOverride && !m_isSecondaryInput;
  const auto& sequences = isReplaced ? override : m_entrySequences;
  if (!sequences.empty() && sequences.size() != nFiles) {
    B2FATAL("There are " << nFiles << " input files but " << sequences.size() <<
            " entry sequences. Give one sequence for each file, ':' for all "
            "of its entries.");
  }
  return sequences;
}

void RootInputModule::checkFiles(const std::vector<std::string>& files)
{
  const std::vector<std::string> sequences = getSequences(files.size());
  std::set<std::string> seen;
  std::vector<std::set<std::string>> branches;
  std::unique_ptr<EventFileReader> first;
  unsigned int mcEvents = 0;
  std::vector<std::string> withoutMCEvents;
  bool isComplete = sequences.empty();
  m_files = {};
  for (size_t i = 0; i < files.size(); ++i) {
    std::unique_ptr<EventFileReader> reader;
    doOrEnd([&] { reader = std::make_unique<EventFileReader>(files[i]); });
    if (!seen.insert(FileNames::toAbsolute(files[i])).second) {
      if (!sequences.empty()) B2FATAL("The input file \"" << files[i] <<
                                        "\" is given twice, which is not possible with entry sequences.");
      B2WARNING("The input file \"" << files[i] << "\" is given twice.");
      isComplete = false;
    }
    mcEvents += reader->getMetaData().getMcEvents();
    if (reader->getMetaData().getMcEvents() == 0) withoutMCEvents.push_back(files[i]);
    if (reader->getEntries() == 0) B2WARNING("The input file \"" << files[i] << "\" appears to be empty, skipping it.");
    if (first && reader->getMetaData().isMC() != first->getMetaData().isMC()) {
      B2FATAL("The input files \"" << files.front() << "\" and \"" << files[i] << "\" mix real data and simulation.");
    }
    try {
      m_files.add(files[i], reader->getEntries(), sequences.empty() ? std::nullopt : std::optional(sequences[i]));
    } catch (const std::invalid_argument& error) {
      B2FATAL(error.what());
    }
    branches.push_back(reader->getBranches());
    if (!first) first = std::move(reader);
  }
  registerBranches(*first);
  for (size_t i = 1; i < files.size(); ++i) checkBranches(files[i], branches[i], files.front());
  // The job is described by its main input.
  if (m_isSecondaryInput) return;
  if (!first->getMetaData().isMC()) Environment::Instance().setIsMC(false);
  if (mcEvents > 0 && !withoutMCEvents.empty()) {
    B2WARNING("Some input files, such as \"" << withoutMCEvents.front() <<
              "\", do not say how many events were generated for them, so the total is 0.");
    mcEvents = 0;
  }
  const unsigned int maxEvents = Environment::Instance().getNumberEventsOverride();
  setNumberOfMCEvents(mcEvents, isComplete && (maxEvents == 0 || maxEvents >= m_files.size()));
}

void RootInputModule::checkBranches(const std::string& file, const std::set<std::string>& branches, const std::string& first) const
{
  std::string missing, inherited;
  for (const StoreEntry* entry : m_entries[DataStore::c_Event]) {
    if (!branches.count(entry->name)) missing += (missing.empty() ? "" : ", ") + entry->name;
  }
  for (const std::string& name : m_parents ? m_parents->getBranches() : std::vector<std::string>()) {
    if (branches.count(name)) inherited += (inherited.empty() ? "" : ", ") + name;
  }
  if (!missing.empty()) {
    B2FATAL("The input file \"" << file << "\" lacks branches of the first file \"" << first << "\": " << missing << ".");
  }
  if (!inherited.empty()) {
    B2FATAL("The input file \"" << file << "\" has branches that are read from the parents of the first file \"" << first << "\": "
            << inherited << ". Read the files in different jobs.");
  }
}

void RootInputModule::setNumberOfMCEvents(unsigned int mcEvents, bool complete) const
{
  Environment::Instance().setNumberOfMCEvents(complete && m_skipNEvents == 0 && m_skipToEvent.empty() ? mcEvents : 0);
}

void RootInputModule::skipEvents()
{
  if (m_skipNEvents > 0 && !m_skipToEvent.empty()) {
    B2ERROR("RootInput cannot use both of the parameters skipNEvents and skipToEvent. Set only one of them.");
    return;
  }
  if (!m_skipToEvent.empty()) {
    if (m_skipToEvent.size() != 3 || m_skipToEvent[2] < 0) {
      B2ERROR("The parameter skipToEvent must be a list of experiment, run and event number.");
      return;
    }
    skipTo(m_skipToEvent[0], m_skipToEvent[1], m_skipToEvent[2]);
  } else m_files.goTo(m_skipNEvents);
}

void RootInputModule::skipTo(int experiment, int run, unsigned int event)
{
  bool isThere = false;
  doOrEnd([&] { isThere = m_files.goToEvent(experiment, run, event); });
  if (!isThere) B2ERROR("The input files have no event " << event << " of run " << run << " in experiment " << experiment <<
                          ", which was asked for.");
}

void RootInputModule::registerBranches(const EventFileReader& first)
{
  std::vector<const EventFileReader*> generations = {&first};
  m_parents.reset();
  if (m_parentLevel > 0 && !m_files.isAtEnd()) {
    m_parents = std::make_unique<ParentFiles>(m_parentLevel);
    doOrEnd([&] {
      const EventMetaData event = EventFileReader(m_files.getFileName()).getEvent(m_files.getEntry());
      const auto parents = m_parents->find(event, m_files.getFileName());
      generations.insert(generations.end(), parents.begin(), parents.end());
    });
  }
  std::vector<ParentFiles::Entries> entries(generations.size());
  for (const auto durability : {DataStore::c_Event, DataStore::c_Persistent}) {
    std::vector<TTree*> trees;
    for (const EventFileReader* file : generations) trees.push_back(&file->getTree(durability));
    const BranchSelection selection(m_branchNames[durability], m_excludeBranchNames[durability]);
    const auto registered = StoreBranches::registerSelected(trees, durability, selection, c_parameters[durability]);
    for (size_t generation = 0; generation < trees.size(); ++generation) entries[generation][durability] = registered[generation];
  }
  m_entries = entries.front();
  entries.erase(entries.begin());
  if (m_parents) m_parents->setEntries(std::move(entries));
}

void RootInputModule::open()
{
  m_openFile = m_files.getFileNumber();
  doOrEnd([this] { m_reader = std::make_unique<EventFileReader>(m_files.getFileName()); });
  InputController::setCurrentFileName(m_files.getFileName(), m_isSecondaryInput);
  for (const auto durability : {DataStore::c_Persistent, DataStore::c_Event}) {
    StoreBranches::connect(m_reader->getTree(durability), m_entries[durability]);
  }
  if (m_cacheSize != 0) m_reader->getTree().SetCacheSize(m_cacheSize < 0 ? -1 : m_cacheSize * 1024LL * 1024);
  read(DataStore::c_Persistent, 0);
}

void RootInputModule::read(DataStore::EDurability durability, std::int64_t entry)
{
  if (!StoreBranches::read(m_reader->getTree(durability), entry, m_entries[durability])) {
    B2FATAL("Could not read entry " << entry << " of the tree '" << m_reader->getTree(durability).GetName() << "' in the file \""
            <<
            m_reader->getName()
            << "\". The file is damaged.");
  }
}

bool RootInputModule::readNext()
{
  seek();
  if (m_reader && (m_files.isAtEnd() || m_openFile != m_files.getFileNumber())) close();
  if (m_files.isAtEnd()) return false;
  if (!m_reader) open();
  read(DataStore::c_Event, m_files.getEntry());
  InputController::eventLoaded(m_files.getPosition(), m_isSecondaryInput);
  m_files.goTo(m_files.getPosition() + 1);
  return true;
}

void RootInputModule::readParents()
{
  if (m_parents) doOrEnd([this] { m_parents->read(*m_eventMetaData, m_reader->getName()); });
}

void RootInputModule::event()
{
  while (readNext()) {
    if (isDiscarded()) continue;
    readParents();
    return;
  }
  // nothing of a discarded last event may look like an event
  if (m_eventMetaData.isValid()) DataStore::Instance().invalidateData(DataStore::c_Event);
}

void RootInputModule::close()
{
  if (m_reader) {
    const TFile& file = *m_reader->getTree().GetCurrentFile();
    m_bytesRead += file.GetBytesRead();
    m_readCalls += file.GetReadCalls();
  }
  m_reader.reset();
}

void RootInputModule::terminate()
{
  close();
  if (m_parents) {
    m_parents->close();
    m_bytesRead += m_parents->getBytesRead();
    m_readCalls += m_parents->getReadCalls();
  }
  InputController::setCanControlInput(false, m_isSecondaryInput);
  if (m_collectStatistics) B2INFO("The input files were read" << LogVar("bytes", m_bytesRead) << LogVar("calls", m_readCalls));
}
