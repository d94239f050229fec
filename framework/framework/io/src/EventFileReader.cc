// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileReader.h>

#include <framework/io/CrashGuard.h>
#include <framework/io/FileNames.h>
#include <framework/io/StoreBranches.h>

#include <TBranch.h>
#include <TDirectory.h>
#include <TError.h>
#include <TFile.h>
#include <TTree.h>
#include <TVirtualIndex.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <unistd.h>

using namespace Belle2;

namespace {
  /** No messages of ROOT while a file is tried; the exception says it in one sentence. */
  class QuietRoot final {
  public:
    QuietRoot() { gErrorIgnoreLevel = kFatal; }
    ~QuietRoot() { gErrorIgnoreLevel = m_before; }
    QuietRoot(const QuietRoot&) = delete;
    QuietRoot& operator=(const QuietRoot&) = delete;

  private:
    int m_before = gErrorIgnoreLevel;
  };

  [[noreturn]] void refuse(const std::string& name, const std::string& reason)
  {
    throw std::runtime_error("Could not open input file \"" + name + "\": " + reason);
  }
}

EventFileReader::EventFileReader(const std::string& name): m_name(FileNames::toLocal(name))
{
  if (!FileNames::isRemote(m_name) && ::access(m_name.c_str(), R_OK) != 0) refuse(m_name, std::strerror(errno));
  const QuietRoot quiet;
  TDirectory::TContext keepDirectory;
  if (CrashGuard::run([this] { open(); })) return;
  // ROOT must not try to close it
  static_cast<void>(m_file.release());
  refuse(m_name, "it is damaged");
}

EventFileReader::~EventFileReader() = default;

void EventFileReader::open()
{
  m_file.reset(TFile::Open(m_name.c_str(), "READ"));
  if (!m_file || m_file->IsZombie()) refuse(m_name, "it is not a ROOT file, or it is truncated or damaged");
  if (m_file->TestBit(TFile::kRecovered)) refuse(m_name, "it was not closed properly");
  m_tree = getTreeOfName("tree");
  m_persistentTree = getTreeOfName("persistent");
  getBranchOfClass(*m_tree, "EventMetaData");
  readMetaData();
}

TTree* EventFileReader::getTreeOfName(const char* name) const
{
  // asks for the class, because not everything in a file is a TObject
  auto* tree = m_file->Get<TTree>(name);
  if (!tree) refuse(m_name, std::string("it has no tree '") + name + "', so it was not written by RootOutput");
  return tree;
}

TBranch& EventFileReader::getBranchOfClass(TTree& tree, const std::string& name) const
{
  TBranch* branch = tree.GetBranch(name.c_str());
  if (!branch) refuse(m_name, std::string("its tree '") + tree.GetName() + "' has no branch '" + name + "'");
  // ROOT would write what it reads to an object of another class
  if ("Belle2::" + name != branch->GetClassName()) refuse(m_name, "its branch '" + name + "' is not of the class Belle2::" + name);
  return *branch;
}

void EventFileReader::readMetaData()
{
  const auto entries = m_persistentTree->GetEntries();
  if (entries != 1) {
    refuse(m_name, "its tree 'persistent' has " + std::to_string(entries) + " entries, not 1. If hadd made it, use b2file-merge");
  }
  auto* metaData = &m_metaData;
  TBranch* branch = &getBranchOfClass(*m_persistentTree, "FileMetaData");
  branch->SetAddress(&metaData);
  if (branch->GetEntry(0) <= 0) refuse(m_name, "its FileMetaData cannot be read");
  m_persistentTree->ResetBranchAddress(branch);
}

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
  if (!isDone) refuse(m_name, "it is damaged");
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
  throw std::runtime_error("Could not read the EventMetaData of entry " + std::to_string(entry) + " in the file \"" + m_name +
                           "\". The file is damaged.");
}
