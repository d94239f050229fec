// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFile.h>

#include <framework/io/CrashGuard.h>
#include <framework/io/FileNames.h>
#include <framework/io/RootFile.h>

#include <TBranch.h>
#include <TDirectory.h>
#include <TError.h>
#include <TFile.h>
#include <TTree.h>

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
}

EventFile::EventFile(const std::string& name): m_name(FileNames::toLocal(name))
{
  if (!FileNames::isRemote(m_name) && ::access(m_name.c_str(), R_OK) != 0) refuse(std::strerror(errno));
  if (FileNames::isChangedByRoot(m_name))
    refuse("ROOT takes its name for that of another file. Rename it without $, ~, * and blanks at the ends");
  const QuietRoot quiet;
  TDirectory::TContext keepDirectory;
  if (!CrashGuard::run([this] { m_file = RootFile::open(m_name, "READ"); })) abandon();
  if (!m_file || m_file->IsZombie()) refuse("it is not a ROOT file, or it is truncated or damaged");
  if (m_file->TestBit(TFile::kRecovered)) refuse("it was not closed properly");
}

EventFile::~EventFile() = default;

void EventFile::abandon() const
{
  // ROOT must not try to close it
  static_cast<void>(m_file.release());
  refuse("it is damaged");
}

void EventFile::refuse(const std::string& reason) const
{
  throw std::runtime_error("Could not open input file \"" + m_name + "\": " + reason);
}

TTree& EventFile::getTree(const char* name) const
{
  const QuietRoot quiet;
  // asks for the class, because not everything in a file is a TObject
  TTree* tree = nullptr;
  if (!CrashGuard::run([&] { tree = m_file->Get<TTree>(name); })) abandon();
  if (!tree) {
    const std::string advice = m_file->GetKey("events") ? ". It may hold an RNTuple: read it with RootNTupleInput" : "";
    refuse(std::string("it has no tree '") + name + "', so it was not written by RootOutput" + advice);
  }
  return *tree;
}

TBranch& EventFile::getBranch(TTree& tree, const std::string& name) const
{
  TBranch* branch = tree.GetBranch(name.c_str());
  if (!branch) refuse(std::string("its tree '") + tree.GetName() + "' has no branch '" + name + "'");
  // ROOT would write what it reads to an object of another class
  if ("Belle2::" + name != branch->GetClassName()) refuse("its branch '" + name + "' is not of the class Belle2::" + name);
  return *branch;
}

FileMetaData EventFile::readMetaData() const
{
  TTree& tree = getTree("persistent");
  const QuietRoot quiet;
  const auto entries = tree.GetEntries();
  if (entries != 1) {
    refuse("its tree 'persistent' has " + std::to_string(entries) + " entries, not 1. If hadd made it, use b2file-merge");
  }
  FileMetaData metaData;
  auto* address = &metaData;
  TBranch& branch = getBranch(tree, "FileMetaData");
  branch.SetAddress(&address);
  bool isRead = false;
  if (!CrashGuard::run([&] { isRead = branch.GetEntry(0) > 0; })) abandon();
  tree.ResetBranchAddress(&branch);
  if (!isRead) refuse("its FileMetaData cannot be read");
  return metaData;
}
