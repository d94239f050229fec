// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileCopy.h>

#include <framework/io/CrashGuard.h>
#include <framework/core/ProcessStatistics.h>
#include <framework/io/EventFileReader.h>
#include <framework/io/EventFileWriter.h>
#include <framework/io/FileMetaDataUpdate.h>
#include <framework/io/FileNames.h>
#include <framework/io/RootFile.h>
#include <framework/io/StoreBranches.h>

#include <TBranch.h>
#include <TDirectory.h>
#include <TError.h>
#include <TFile.h>
#include <TTree.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

using namespace Belle2;

namespace {
  void addSize(const TBranch& branch, BranchSize& size)
  {
    size.size += branch.GetTotBytes();
    size.compressedSize += branch.GetZipBytes();
    for (TObject* member : *const_cast<TBranch&>(branch).GetListOfBranches()) addSize(static_cast<TBranch&>(*member), size);
  }
}

void Belle2::buildEventIndex(TTree& tree)
{
  // files may hold an event twice, which is no error
  const int before = std::exchange(gErrorIgnoreLevel, kFatal);
  tree.BuildIndex("1000000*EventMetaData.m_experiment+EventMetaData.m_run", "EventMetaData.m_event");
  gErrorIgnoreLevel = before;
}

void Belle2::copyEvents(const std::vector<EventFileReader*>& inputs, TFile& output)
{
  TDirectory::TContext inFile(&output);
  TTree* tree = nullptr;
  std::int64_t copied = 0;
  for (const EventFileReader* input : inputs) {
    TTree& from = input->getTree();
    if (tree) tree->CopyAddresses(&from);
    else tree = from.CloneTree(0);
    const bool isDone = CrashGuard::run([&] { tree->CopyEntries(&from, -1, "fast SortBasketsByEntry"); });
    if (!isDone) throw std::runtime_error("The events of " + input->getName() + " cannot be copied: the file is damaged.");
    // the trees of the inputs go away sooner; CopyAddresses() cannot undo it for branches that are left out
    from.ResetBranchAddresses();
    tree->ResetBranchAddresses();
    if (from.GetListOfClones()) from.GetListOfClones()->Remove(tree);
    copied += input->getEntries();
    if (tree->GetEntries() != copied) throw std::runtime_error("The events of " + input->getName() + " cannot be copied.");
  }
  // what the first file had does not fit
  tree->SetTreeIndex(nullptr);
  if (copied > 0) buildEventIndex(*tree);
  tree->Write("tree", TObject::kWriteDelete);
}

bool Belle2::isBranchRemoved(const std::string& name, const StoreBranches::Relations& relations,
                             const std::vector<std::string>& branches)
{
  const auto isNamed = [&branches](const std::string & branch) {
    return branch != "EventMetaData" && std::count(branches.begin(), branches.end(), branch) > 0;
  };
  const auto relation = relations.find(name);
  return isNamed(name) || (relation != relations.end() && (isNamed(relation->second.fromName)
                                                           || isNamed(relation->second.toName)));
}

std::vector<std::string> Belle2::copyWithoutBranches(const std::string& input, const std::string& output,
                                                     const std::vector<std::string>& branches)
{
  EventFileReader reader(input);
  const auto relations = StoreBranches::findRelations(reader.getTree(), DataStore::c_Event);
  std::vector<std::string> removed;
  for (const std::string& name : reader.getBranches()) {
    if (!isBranchRemoved(name, relations, branches)) continue;
    removed.push_back(name);
    StoreBranches::setActive(*reader.getTree().GetBranch(name.c_str()), false);
  }
  EventFileWriter writer(output, reader.getTree().GetCurrentFile()->GetCompressionSettings());
  copyEvents({&reader}, writer.getFile());
  FileMetaData metaData = reader.getMetaData();
  metaData.setLfn(FileNames::toAbsolute(output));
  {
    TDirectory::TContext inFile(&writer.getFile());
    writePersistentTree(reader.getPersistentTree(), {{"FileMetaData", &metaData}});
  }
  writer.commit();
  return removed;
}

void Belle2::copyWithoutTimes(const std::string& input, const std::string& output)
{
  EventFileReader reader(input);
  const TFile& file = *reader.getTree().GetCurrentFile();
  TDirectory::TContext keepDirectory;
  const std::unique_ptr<TFile> copy = RootFile::open(output, "RECREATE", file.GetTitle(), file.GetCompressionSettings());
  if (!copy || copy->IsZombie()) throw std::runtime_error("Cannot write the output file " + output + ".");
  copyEvents({&reader}, *copy);
  FileMetaData metaData = reader.getMetaData();
  metaData.setCreationData("2000-01-01 00:00:00", metaData.getSite(), metaData.getUser(), metaData.getRelease());
  std::map<std::string, TObject*> replaced = {{"FileMetaData", &metaData}};
  ProcessStatistics statistics;
  if (TBranch* branch = reader.getPersistentTree().GetBranch("ProcessStatistics")) {
    auto* address = &statistics;
    branch->SetAddress(&address);
    branch->GetEntry(0);
    reader.getPersistentTree().ResetBranchAddress(branch);
    statistics.clear();
    replaced["ProcessStatistics"] = &statistics;
  }
  copy->cd();
  writePersistentTree(reader.getPersistentTree(), replaced);
  copy->Close();
  if (copy->TestBit(TFile::kWriteError)) throw std::runtime_error("Cannot write the output file " + output + ": is the disk full?");
}

std::vector<BranchSize> Belle2::getBranchSizes(const EventFileReader& reader)
{
  std::vector<BranchSize> sizes;
  for (TObject* object : *reader.getTree().GetListOfBranches()) {
    const auto& branch = static_cast<TBranch&>(*object);
    const bool isRelation = std::strcmp(branch.GetClassName(), "Belle2::RelationContainer") == 0;
    addSize(branch, sizes.emplace_back(BranchSize{branch.GetName(), 0, 0, isRelation}));
  }
  return sizes;
}
