// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/StoreBranches.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/io/CrashGuard.h>
#include <framework/logging/Logger.h>

#include <TBranchElement.h>
#include <TClass.h>
#include <TClonesArray.h>
#include <TTree.h>

#include <cstring>
#include <set>

using namespace Belle2;

namespace {
  constexpr const char* c_container = "Belle2::RelationContainer";

  StoreBranches::Relation readRelation(TTree& tree, TBranch& branch)
  {
    RelationContainer container;
    auto* address = &container;
    if (tree.GetEntriesFast() > 0) {
      branch.SetAddress(&address);
      CrashGuard::run([&] { branch.GetEntry(0); });
      tree.ResetBranchAddress(&branch);
    }
    return {container.getFromName(), container.getToName(), static_cast<DataStore::EDurability>(container.getFromDurability()),
            static_cast<DataStore::EDurability>(container.getToDurability())};
  }

  std::set<std::string> getNames(TTree& tree)
  {
    std::set<std::string> names;
    for (TObject* branch : *tree.GetListOfBranches()) names.insert(branch->GetName());
    return names;
  }

  /** Sides from a name such as TracksToMCParticles, where both sides are branches. */
  StoreBranches::Relation parseRelation(const std::set<std::string>& names, const std::string& name,
                                        DataStore::EDurability durability)
  {
    for (size_t to = name.find("To"); to != std::string::npos; to = name.find("To", to + 1)) {
      const std::string from = name.substr(0, to);
      const std::string rest = name.substr(to + 2);
      for (const std::string& side : {rest, rest.substr(0, rest.find("Named"))}) {
        if (names.count(from) && names.count(side)) return {from, side, durability, durability};
      }
    }
    return {};
  }

  /** Class of the members of an array; unsplit branches do not say it themselves. */
  TClass* findMemberClass(TBranch& branch)
  {
    const auto* element = dynamic_cast<TBranchElement*>(&branch);
    if (element && std::strlen(element->GetClonesName()) > 0) return TClass::GetClass(element->GetClonesName());
    TClonesArray* array = nullptr;
    branch.SetAddress(&array);
    CrashGuard::run([&] { branch.GetEntry(0); });
    TClass* found = array ? array->GetClass() : nullptr;
    branch.ResetAddress();
    delete array;
    return found;
  }
}

StoreBranches::Relations StoreBranches::findRelations(TTree& tree, DataStore::EDurability durability)
{
  Relations relations;
  for (TObject* object : *tree.GetListOfBranches()) {
    auto& branch = static_cast<TBranch&>(*object);
    if (std::strcmp(branch.GetClassName(), c_container) != 0) continue;
    Relation relation = readRelation(tree, branch);
    if (relation.fromName.empty()) relation = parseRelation(getNames(tree), branch.GetName(), durability);
    relations[branch.GetName()] = relation;
  }
  return relations;
}

StoreEntry* StoreBranches::registerBranch(TBranch& branch, DataStore::EDurability durability, const Relations& relations)
{
  const bool isArray = std::strcmp(branch.GetClassName(), "TClonesArray") == 0;
  TClass* found = isArray ? findMemberClass(branch) : TClass::GetClass(branch.GetClassName());
  return registerClass(branch.GetName(), found ? found->GetName() : branch.GetClassName(), isArray, durability, relations);
}

StoreEntry* StoreBranches::registerClass(const std::string& name, const std::string& className, bool isArray,
                                         DataStore::EDurability durability, const Relations& relations)
{
  TClass* found = TClass::GetClass(className.c_str());
  if (!found || !found->HasDictionary()) {
    B2WARNING("The branch '" << name << "' is not read, because there is no dictionary for its class " << className << ".");
    return nullptr;
  }
  DataStore& store = DataStore::Instance();
  const auto relation = relations.find(name);
  const bool done = relation == relations.end() || relation->second.fromName.empty()
                    ? store.registerEntry(name, durability, found, isArray, DataStore::c_WriteOut)
                    : store.registerRelationByNames(name, relation->second.fromName, relation->second.fromDurability,
                                                    relation->second.toName, relation->second.toDurability, durability,
                                                    DataStore::c_WriteOut);
  return done ? &store.getEntryOfName(name, durability) : nullptr;
}

std::vector<std::vector<StoreEntry*>> StoreBranches::registerSelected(const std::vector<TTree*>& trees,
    DataStore::EDurability durability, const BranchSelection& selection,
    const std::string& parameter)
{
  std::set<std::string> all;
  std::map<std::string, size_t> places;
  Relations relations;
  for (size_t place = 0; place < trees.size(); ++place) {
    // what is there already is that of a younger tree
    relations.merge(findRelations(*trees[place], durability));
    for (const std::string& name : getNames(*trees[place])) places.emplace(name, place);
  }
  for (const auto& [name, place] : places) all.insert(name);
  // an empty tree does not say the sides of its relations, which may be in another one
  for (auto& [name, relation] : relations) if (relation.fromName.empty()) relation = parseRelation(all, name, durability);
  BranchSelection::Relations sides;
  for (const auto& [name, relation] : relations) sides[name] = {relation.fromName, relation.toName};
  std::set<std::string> selected = selection.select(all, sides, parameter);
  selected.insert(durability == DataStore::c_Event ? "EventMetaData" : "FileMetaData");
  std::vector<std::vector<StoreEntry*>> entries(trees.size());
  for (const std::string& name : selected) {
    const auto place = places.find(name);
    if (place == places.end()) continue;
    StoreEntry* entry = registerBranch(*trees[place->second]->GetBranch(name.c_str()), durability, relations);
    if (entry) entries[place->second].push_back(entry);
  }
  return entries;
}

void StoreBranches::setActive(TBranch& branch, bool active)
{
  // TTree::SetBranchStatus would need patterns that match members of this branch and no other one
  branch.SetBit(kDoNotProcess, !active);
  for (TObject* member : *branch.GetListOfBranches()) setActive(static_cast<TBranch&>(*member), active);
}

void StoreBranches::connect(TTree& tree, const std::vector<StoreEntry*>& entries)
{
  for (TObject* branch : *tree.GetListOfBranches()) setActive(static_cast<TBranch&>(*branch), false);
  for (StoreEntry* entry : entries) {
    // persistent objects need not be in all files
    TBranch* branch = tree.GetBranch(entry->name.c_str());
    if (!branch) continue;
    setActive(*branch, true);
    tree.SetBranchAddress(entry->name.c_str(), static_cast<void*>(&entry->object));
  }
}

bool StoreBranches::read(TTree& tree, std::int64_t number, const std::vector<StoreEntry*>& entries)
{
  for (StoreEntry* entry : entries) {
    // members that are not stored must not keep values of the event before, which may have been discarded
    entry->invalidate();
    if (!entry->isArray && !entry->link) entry->recreate();
    // split branches have no bits, so this one may be left from the output of an event before
    else entry->object->ResetBit(TObject::kInvalidObject);
  }
  int bytes = -1;
  if (!CrashGuard::run([&] { bytes = tree.GetEntry(number); }) || bytes <= 0) return false;
  for (StoreEntry* entry : entries) {
    // persistent objects need not be in all files
    const bool isInFile = entry->durability == DataStore::c_Event || tree.GetBranch(entry->name.c_str());
    entry->ptr = isInFile && !entry->object->TestBit(TObject::kInvalidObject) ? entry->object : nullptr;
    if (entry->link) static_cast<RelationContainer*>(entry->object)->setModified(true);
  }
  return true;
}
