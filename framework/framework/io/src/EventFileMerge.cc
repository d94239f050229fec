// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileMerge.h>

#include <framework/io/CrashGuard.h>
#include <framework/io/CreationData.h>
#include <framework/io/EventFileCopy.h>
#include <framework/io/EventFileReader.h>
#include <framework/io/EventFileWriter.h>
#include <framework/io/FileMetaDataUpdate.h>
#include <framework/io/FileNames.h>
#include <framework/pcore/Mergeable.h>

#include <TBranch.h>
#include <TClass.h>
#include <TDirectory.h>
#include <TFile.h>
#include <TTree.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

using namespace Belle2;

namespace {
  std::string join(const std::set<std::string>& names)
  {
    std::string result;
    for (const std::string& name : names) result += (result.empty() ? "" : ", ") + name;
    return result;
  }

  std::set<std::string> getNames(TTree& tree)
  {
    std::set<std::string> names;
    for (TObject* branch : *tree.GetListOfBranches()) names.insert(branch->GetName());
    return names;
  }

  /** Names that only one of the files has. */
  std::string getDifference(const std::set<std::string>& first, const std::set<std::string>& second)
  {
    std::set<std::string> names;
    std::set_symmetric_difference(first.begin(), first.end(), second.begin(), second.end(), std::inserter(names, names.end()));
    return join(names);
  }
}

EventFileMerge::EventFileMerge(const std::vector<std::string>& inputs)
{
  for (const std::string& input : inputs) {
    try {
      m_readers.push_back(std::make_unique<EventFileReader>(input));
    } catch (const std::runtime_error& error) {
      m_errors.emplace_back(error.what());
    }
  }
  for (const auto& reader : m_readers) add(*reader);
  if (m_users.size() > 1) m_warnings.push_back("The input files were made by different users: " + join(m_users) + ".");
  if (inputs.empty()) m_errors.emplace_back("There are no input files.");
  std::string text;
  for (const std::string& error : m_errors) text += (text.empty() ? "" : "\n") + error;
  if (!text.empty()) throw std::runtime_error(text);
  complete();
}

EventFileMerge::~EventFileMerge() = default;

void EventFileMerge::add(EventFileReader& reader)
{
  const FileMetaData& metaData = reader.getMetaData();
  const std::string& name = reader.getName();
  if (metaData.getRelease().empty()) m_errors.push_back("The file " + name + " does not say with which release it was made.");
  if (metaData.getNEvents() == 0) m_warnings.push_back("The file " + name + " is empty.");
  if (!m_seeds.insert(metaData.getRandomSeed()).second) {
    m_warnings.push_back("The random seed '" + metaData.getRandomSeed() + "' of " + name + " is that of another file, too.");
  }
  m_users.insert(metaData.getUser());
  m_parents.insert(metaData.getParents().begin(), metaData.getParents().end());
  if (&reader == m_readers.front().get()) {
    m_metaData = metaData;
  } else {
    compare(reader);
    addRange(metaData);
    m_metaData.setNEvents(m_metaData.getNEvents() + metaData.getNEvents());
    m_metaData.setNFullEvents(m_metaData.getNFullEvents() + metaData.getNFullEvents());
    m_metaData.setMcEvents(m_metaData.getMcEvents() + metaData.getMcEvents());
  }
  addPersistent(reader);
}

void EventFileMerge::compare(const EventFileReader& reader)
{
  const EventFileReader& first = *m_readers.front();
  const FileMetaData& metaData = reader.getMetaData();
  const auto refuse = [&](const std::string & what) {
    m_errors.push_back("The files " + first.getName() + " and " + reader.getName() + " " + what + ".");
  };
  if (metaData.getRelease() != m_metaData.getRelease())
    refuse("were made with different releases: " + m_metaData.getRelease() + " and " + metaData.getRelease());
  if (metaData.getSteering() != m_metaData.getSteering()) refuse("were made by different steering files");
  if (metaData.getDatabaseGlobalTag() != m_metaData.getDatabaseGlobalTag()) {
    refuse("were made with different global tags: '" + m_metaData.getDatabaseGlobalTag() + "' and '"
           + metaData.getDatabaseGlobalTag() + "'");
  }
  if (metaData.getDataDescription() != m_metaData.getDataDescription()) refuse("have different data descriptions");
  if (metaData.isMC() != m_metaData.isMC()) refuse("are one of real and one of simulated data");
  const std::string events = getDifference(first.getBranches(), reader.getBranches());
  if (!events.empty()) refuse("do not both have the event branches " + events);
  const std::string persistent = getDifference(getNames(first.getPersistentTree()), getNames(reader.getPersistentTree()));
  if (!persistent.empty()) refuse("do not both have the persistent branches " + persistent);
}

void EventFileMerge::addRange(const FileMetaData& other)
{
  if (other.getExperimentLow() < 0) return;
  using Numbers = std::tuple<int, int, unsigned int>;
  const FileMetaData& mine = m_metaData;
  Numbers low(other.getExperimentLow(), other.getRunLow(), other.getEventLow());
  Numbers high(other.getExperimentHigh(), other.getRunHigh(), other.getEventHigh());
  if (mine.getExperimentLow() >= 0) {
    low = std::min(low, Numbers(mine.getExperimentLow(), mine.getRunLow(), mine.getEventLow()));
    high = std::max(high, Numbers(mine.getExperimentHigh(), mine.getRunHigh(), mine.getEventHigh()));
  }
  std::apply([this](auto... numbers) { m_metaData.setLow(numbers...); }, low);
  std::apply([this](auto... numbers) { m_metaData.setHigh(numbers...); }, high);
}

void EventFileMerge::addPersistent(EventFileReader& reader)
{
  TTree& tree = reader.getPersistentTree();
  for (const std::string& name : getNames(tree)) {
    if (name == "FileMetaData") continue;
    std::unique_ptr<Mergeable> object = readObject(*tree.GetBranch(name.c_str()), reader.getName());
    if (!object) continue;
    std::unique_ptr<Mergeable>& merged = m_objects[name];
    if (!merged) merged = std::move(object);
    else if (merged->IsA() == object->IsA()) merged->merge(object.get());
    else m_errors.push_back("The persistent objects " + name + " have different classes: " + merged->ClassName() + ", and " +
                              object->ClassName() + " in " + reader.getName() + ".");
  }
}

std::unique_ptr<Mergeable> EventFileMerge::readObject(TBranch& branch, const std::string& file)
{
  const std::string where = "The file " + file + " has the persistent branch " + branch.GetName() + ", which cannot be ";
  const std::string className = branch.GetClassName();
  TClass* found = TClass::GetClass(className.c_str());
  if (!found || !found->HasDictionary()) {
    m_errors.push_back(where + "merged, because there is no dictionary for its class " + className + ".");
    return nullptr;
  }
  if (!found->InheritsFrom(Mergeable::Class())) {
    m_errors.push_back(where + "merged, because its class " + className + " does not derive from Belle2::Mergeable.");
    return nullptr;
  }
  std::unique_ptr<Mergeable> object(dynamic_cast<Mergeable*>(static_cast<TObject*>(found->New())));
  TObject* address = object.get();
  branch.SetAddress(static_cast<void*>(&address));
  bool isRead = false;
  CrashGuard::run([&] { isRead = branch.GetEntry(0) > 0; });
  branch.GetTree()->ResetBranchAddress(&branch);
  if (isRead) return object;
  m_errors.push_back(where + "read.");
  return nullptr;
}

void EventFileMerge::complete()
{
  m_metaData.setParents({m_parents.begin(), m_parents.end()});
  if (m_seeds.size() > 1) m_metaData.setRandomSeed("");
  m_metaData.setCreationData(CreationData::getDate(), CreationData::getSite(), CreationData::getUser(), m_metaData.getRelease());
}

FileMetaData EventFileMerge::write(const std::string& output)
{
  m_metaData.setLfn(FileNames::toAbsolute(output));
  EventFileReader& first = *m_readers.front();
  EventFileWriter writer(output, first.getTree().GetCurrentFile()->GetCompressionSettings());
  std::vector<EventFileReader*> readers;
  for (const auto& reader : m_readers) readers.push_back(reader.get());
  copyEvents(readers, writer.getFile());
  std::map<std::string, TObject*> objects = {{"FileMetaData", &m_metaData}};
  for (const auto& [name, object] : m_objects) objects[name] = object.get();
  {
    TDirectory::TContext inFile(&writer.getFile());
    writePersistentTree(first.getPersistentTree(), objects);
  }
  writer.commit();
  return m_metaData;
}
