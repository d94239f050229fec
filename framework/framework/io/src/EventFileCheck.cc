// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileCheck.h>

#include <framework/core/MetadataService.h>
#include <framework/io/CrashGuard.h>
#include <framework/io/RootFile.h>

#include <nlohmann/json.hpp>

#include <TDirectory.h>
#include <TError.h>
#include <TFile.h>
#include <TTree.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

using namespace Belle2;

namespace {
  constexpr const char* c_names[] = {"file_readable", "contains_tree", "contains_persistent", "filemetadata_readable",
                                     "eventmetadata_readable", "all_entries_readable", "entries_eq_filemetadata"
                                    };

  /** Tells the service how to check a file when this library is loaded. */
  const struct Registration {
    Registration()
    {
      MetadataService::setFileCheck([](const std::string & fileName) { return EventFileCheck(fileName).getJsonStr(); });
    }
  } s_registration;
}

EventFileCheck::EventFileCheck(const std::string& name)
{
  for (const char* check : c_names) m_checks.emplace_back(check, false);
  std::error_code error;
  const auto size = std::filesystem::file_size(name, error);
  m_size = error ? 0 : size / 1024.;
  // what ROOT says about damaged files is said by the checks
  const int before = std::exchange(gErrorIgnoreLevel, kFatal);
  {
    TDirectory::TContext keepDirectory;
    const std::unique_ptr<TFile> file = RootFile::open(name, "READ");
    if (file && !file->IsZombie() && !file->TestBit(TFile::kRecovered)) readFile(*file);
  }
  gErrorIgnoreLevel = before;
}

void EventFileCheck::set(const std::string& check, bool passed)
{
  std::find_if(m_checks.begin(), m_checks.end(), [&check](const auto & item) { return item.first == check; })->second = passed;
}

bool EventFileCheck::isPassed(const std::string& check) const
{
  return std::count(m_checks.begin(), m_checks.end(), std::make_pair(check, true));
}

std::string EventFileCheck::getJsonStr() const
{
  nlohmann::json result;
  for (const auto& [name, passed] : m_checks) result["checks_passed"][name] = passed;
  // the name by which it was known before
  result["checks_passed"]["entries_eq_filemetedata"] = isPassed("entries_eq_filemetadata");
  result["stats"] = {{"compression_algorithm", m_compressionAlgorithm}, {"compression_factor", m_compressionFactor},
    {"compression_level", m_compressionLevel}, {"events", m_events}, {"filesize_kib", m_size}, {"mcevents", getMcEvents()},
    {"size_per_event_kib", getSizePerEventInKiB()}
  };
  return result.dump();
}

void EventFileCheck::readFile(TFile& file)
{
  set("file_readable", true);
  m_compressionAlgorithm = file.GetCompressionAlgorithm();
  m_compressionLevel = file.GetCompressionLevel();
  m_compressionFactor = file.GetCompressionFactor();
  auto* tree = file.Get<TTree>("tree");
  auto* persistent = file.Get<TTree>("persistent");
  set("contains_tree", tree);
  set("contains_persistent", persistent);
  const bool hasMetaData = persistent && readMetaData(*persistent);
  set("filemetadata_readable", hasMetaData);
  if (tree) readEvents(*tree);
  set("entries_eq_filemetadata", tree && hasMetaData && m_metaData.getNEvents() == m_events);
}

bool EventFileCheck::readMetaData(TTree& persistent)
{
  TBranch* branch = persistent.GetBranch("FileMetaData");
  if (!branch || persistent.GetEntries() != 1) return false;
  auto* metaData = &m_metaData;
  branch->SetAddress(&metaData);
  bool read = false;
  CrashGuard::run([&] { read = branch->GetEntry(0) > 0; });
  persistent.ResetBranchAddress(branch);
  return read;
}

void EventFileCheck::readEvents(TTree& tree)
{
  for (TObject* branch : *tree.GetListOfBranches()) m_branches.emplace_back(branch->GetName());
  m_events = static_cast<unsigned int>(tree.GetEntries());
  TBranch* events = tree.GetBranch("EventMetaData");
  bool readable = true, eventsReadable = events;
  const bool isDone = CrashGuard::run([&] {
    for (Long64_t entry = 0; entry < tree.GetEntries(); ++entry)
    {
      readable &= tree.GetEntry(entry) > 0;
      eventsReadable = eventsReadable && events->GetEntry(entry) > 0;
    }
  });
  set("all_entries_readable", readable && isDone);
  set("eventmetadata_readable", eventsReadable && isDone);
}
