// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/ParentFiles.h>

#include <framework/core/FileCatalog.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/io/EventFileCopy.h>
#include <framework/io/EventFileReader.h>
#include <framework/io/FileNames.h>
#include <framework/io/StoreBranches.h>

#include <TFile.h>
#include <TTree.h>

#include <algorithm>
#include <stdexcept>

#include <unistd.h>

using namespace Belle2;

namespace {
  constexpr std::array<DataStore::EDurability, 2> c_durabilities = {DataStore::c_Event, DataStore::c_Persistent};

  std::string describe(const EventMetaData& event)
  {
    return "event " + std::to_string(event.getEvent()) + " of run " + std::to_string(event.getRun()) + " in experiment "
           + std::to_string(event.getExperiment());
  }

  bool exists(const std::string& name)
  {
    return FileNames::isRemote(name) || ::access(FileNames::toLocal(name).c_str(), F_OK) == 0;
  }

  std::string findFile(const std::string& lfn, const std::string& childFile)
  {
    std::string known = lfn;
    FileMetaData ignored;
    const bool isKnown = FileCatalog::Instance().getMetaData(known, ignored);
    // a file that was moved back need not be as the catalog says
    if (isKnown && exists(known)) return known;
    if (exists(lfn)) return lfn;
    const std::string catalog = FileCatalog::Instance().getFileName();
    const std::string place = catalog.empty() ? "there is no file catalog, because BELLE2_FILECATALOG is NONE" :
                              "the file catalog \"" + catalog + "\" " +
                              (isKnown ? "names \"" + known + "\", which does not exist" : "does not know it");
    throw std::runtime_error("The parent \"" + lfn + "\" of events in the file \"" + childFile + "\" is not found: there is no "
                             "file of this name, and " + place + ". Enter the file with b2file-catalog-add, or let "
                             "BELLE2_FILECATALOG name a catalog that knows it.");
  }
}

ParentFiles::ParentFiles(std::size_t nGenerations): m_entries(nGenerations), m_persistentFiles(nGenerations)
{
}

ParentFiles::~ParentFiles() = default;

template<class Function> void ParentFiles::visit(const EventMetaData& event, const std::string& childFile, Function function)
{
  EventMetaData child = event;
  std::string file = childFile;
  for (std::size_t generation = 0; generation < m_entries.size(); ++generation) {
    const EventFileReader& parent = get(generation, child, file);
    const std::int64_t entry = parent.findEvent(event.getExperiment(), event.getRun(), event.getEvent());
    if (entry >= 0) child = parent.getEvent(entry);
    if (entry < 0 || child != event) {
      throw std::runtime_error("The parent file \"" + parent.getName() + "\" has no " + describe(event) + ", although the file \"" +
                               file + "\" says that the event is from there. Was the parent written again?");
    }
    function(generation, parent, entry);
    file = parent.getName();
  }
}

std::vector<const EventFileReader*> ParentFiles::find(const EventMetaData& event, const std::string& childFile)
{
  std::vector<const EventFileReader*> found;
  visit(event, childFile, [&](std::size_t, const EventFileReader & parent, std::int64_t) { found.push_back(&parent); });
  return found;
}

void ParentFiles::setEntries(std::vector<Entries> entries)
{
  // files are connected to what is read from them when they are opened
  close();
  m_persistentFiles.assign(entries.size(), "");
  m_entries = std::move(entries);
}

std::vector<std::string> ParentFiles::getBranches() const
{
  std::vector<std::string> names;
  for (const Entries& entries : m_entries) {
    for (const StoreEntry* entry : entries[DataStore::c_Event]) names.push_back(entry->name);
  }
  return names;
}

void ParentFiles::read(const EventMetaData& event, const std::string& childFile)
{
  visit(event, childFile, [this](std::size_t generation, const EventFileReader & parent, std::int64_t entry) {
    readEntries(generation, parent, DataStore::c_Event, entry);
    if (m_persistentFiles[generation] == parent.getName()) return;
    readEntries(generation, parent, DataStore::c_Persistent, 0);
    m_persistentFiles[generation] = parent.getName();
  });
}

void ParentFiles::close()
{
  while (!m_parents.empty()) closeLast();
}

const EventFileReader& ParentFiles::get(std::size_t generation, const EventMetaData& event, const std::string& childFile)
{
  const std::string& lfn = event.getParentLfn();
  if (lfn.empty()) {
    throw std::runtime_error("The file \"" + childFile + "\" names no parent of " + describe(event) + ", but " +
                             std::to_string(m_entries.size()) + " generations of parents are to be read. Set parentLevel to " +
                             std::to_string(generation) + ".");
  }
  const auto isParent = [&](const Parent & parent) { return parent.generation == generation && parent.lfn == lfn; };
  const auto known = std::find_if(m_parents.begin(), m_parents.end(), isParent);
  if (known == m_parents.end()) open(generation, lfn, childFile);
  else m_parents.splice(m_parents.begin(), m_parents, known);
  return *m_parents.front().reader;
}

void ParentFiles::open(std::size_t generation, const std::string& lfn, const std::string& childFile)
{
  auto reader = std::make_unique<EventFileReader>(findFile(lfn, childFile));
  checkBranches(generation, *reader);
  if (!reader->getTree().GetTreeIndex()) buildEventIndex(reader->getTree());
  for (const auto durability : c_durabilities) {
    StoreBranches::connect(reader->getTree(durability), m_entries[generation][durability]);
  }
  // all generations of one event are open at once
  while (m_parents.size() >= std::max(c_maxOpenFiles, m_entries.size())) closeLast();
  m_parents.push_front({generation, lfn, std::move(reader)});
}

void ParentFiles::checkBranches(std::size_t generation, const EventFileReader& reader) const
{
  std::string missing, added;
  for (std::size_t other = generation; other < m_entries.size(); ++other) {
    for (const StoreEntry* entry : m_entries[other][DataStore::c_Event]) {
      const bool isThere = reader.getTree().GetBranch(entry->name.c_str());
      if (other == generation && !isThere) missing += (missing.empty() ? "" : ", ") + entry->name;
      if (other > generation && isThere) added += (added.empty() ? "" : ", ") + entry->name;
    }
  }
  const std::string start = "The parent file \"" + reader.getName() + "\" ";
  const std::string end = ". Leave them out with excludeBranchNames, or read the files in different jobs.";
  if (!missing.empty()) throw std::runtime_error(start + "lacks branches that the parent of the first event has: " + missing + end);
  if (!added.empty()) throw std::runtime_error(start + "has branches that the parent of the first event lacks: " + added + end);
}

void ParentFiles::readEntries(std::size_t generation, const EventFileReader& parent, DataStore::EDurability durability,
                              std::int64_t number)
{
  const std::vector<StoreEntry*>& entries = m_entries[generation][durability];
  if (entries.empty() || StoreBranches::read(parent.getTree(durability), number, entries)) return;
  throw std::runtime_error("Could not read entry " + std::to_string(number) + " of the tree '" +
                           parent.getTree(durability).GetName() + "' in the parent file \"" + parent.getName() +
                           "\". The file is damaged.");
}

void ParentFiles::closeLast()
{
  const TFile& file = *m_parents.back().reader->getTree().GetCurrentFile();
  m_bytesRead += file.GetBytesRead();
  m_readCalls += file.GetReadCalls();
  m_parents.pop_back();
}
