// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileReader.h>

#include <framework/io/CrashGuard.h>
#include <framework/io/StoreBranches.h>

#include <TBranch.h>
#include <TTree.h>
#include <TVirtualIndex.h>

#include <stdexcept>

using namespace Belle2;

EventFileReader::EventFileReader(const std::string& name): m_file(name), m_tree(&m_file.getTree("tree")),
  m_persistentTree(&m_file.getTree("persistent"))
{
  m_file.getBranch(*m_tree, "EventMetaData");
  m_metaData = m_file.readMetaData();
}

EventFileReader::~EventFileReader() = default;

std::int64_t EventFileReader::getEntries() const
{
  return m_tree->GetEntriesFast();
}

std::set<std::string> EventFileReader::getBranches() const
{
  std::set<std::string> names;
  for (TObject* branch : *m_tree->GetListOfBranches()) names.insert(branch->GetName());
  return names;
}

std::int64_t EventFileReader::findEvent(int experiment, int run, unsigned int event) const
{
  if (TVirtualIndex* index = m_tree->GetTreeIndex()) return index->GetEntryNumberWithIndex(1000000LL * experiment + run, event);
  EventMetaData metaData;
  auto* address = &metaData;
  TBranch* branch = m_tree->GetBranch("EventMetaData");
  branch->SetAddress(&address);
  std::int64_t found = -1;
  const EventMetaData wanted(event, run, experiment);
  const auto find = [&] {
    for (std::int64_t entry = 0; found < 0 && entry < getEntries(); ++entry)
      if (branch->GetEntry(entry) > 0 && metaData == wanted) found = entry;
  };
  const bool isDone = CrashGuard::run(find);
  m_tree->ResetBranchAddress(branch);
  if (!isDone) m_file.refuse("it is damaged");
  return found;
}

EventMetaData EventFileReader::getEvent(std::int64_t entry) const
{
  EventMetaData metaData;
  auto* address = &metaData;
  TBranch* branch = m_tree->GetBranch("EventMetaData");
  const bool isActive = !branch->TestBit(kDoNotProcess);
  // before the address, because ROOT then switches off members of which there is nothing to read
  if (!isActive) StoreBranches::setActive(*branch, true);
  branch->SetAddress(&address);
  int bytes = -1;
  CrashGuard::run([&] { bytes = branch->GetEntry(entry); });
  m_tree->ResetBranchAddress(branch);
  if (!isActive) StoreBranches::setActive(*branch, false);
  if (bytes > 0) return metaData;
  throw std::runtime_error("Could not read the EventMetaData of entry " + std::to_string(entry) + " in the file \"" + getName() +
                           "\". The file is damaged.");
}
