// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileReader.h>

#include <framework/dataobjects/EventMetaData.h>

#include <TBranch.h>
#include <TTree.h>
#include <TVirtualIndex.h>

using namespace Belle2;

EventFileReader::EventFileReader(const std::string& name): m_file(name), m_tree(&m_file.getTree("tree")),
  m_persistentTree(&m_file.getTree("persistent"))
{
  if (!m_tree->GetBranch("EventMetaData")) m_file.refuse("its tree 'tree' has no branch 'EventMetaData'");
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
  for (std::int64_t entry = 0; found < 0 && entry < getEntries(); ++entry) {
    if (branch->GetEntry(entry) > 0 && metaData == wanted) found = entry;
  }
  m_tree->ResetBranchAddress(branch);
  return found;
}
