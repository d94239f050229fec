// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/OutputEntries.h>

#include <framework/datastore/RelationLink.h>
#include <framework/io/BranchSelection.h>
#include <framework/logging/Logger.h>

#include <TClass.h>

#include <algorithm>
#include <array>
#include <set>

using namespace Belle2;

namespace {
  constexpr std::array<const char*, DataStore::c_NDurabilityTypes> c_parameters = {"branchNames", "branchNamesPersistent"};

  bool canBeWritten(const StoreEntry& entry)
  {
    if (!entry.objClass->HasDictionary()) {
      B2WARNING("The " << entry.readableName() << " is not written, because its class " << entry.objClass->GetName()
                <<
                " has no dictionary.");
      return false;
    }
    if (entry.objClass->GetClassVersion() <= 0) {
      B2ERROR("The " << entry.readableName() << " cannot be written, because its class " <<
              entry.objClass->GetName()
              << " has version 0. Give it a version of 1 or more in ClassDef, or register it with c_DontWriteOut.");
      return false;
    }
    return true;
  }

  std::set<std::string> selectNames(DataStore::EDurability durability, const BranchSelection& selection,
                                    const std::vector<std::string>& additional)
  {
    std::set<std::string> all;
    BranchSelection::Relations relations;
    for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(durability)) {
      all.insert(name);
      if (entry->link) relations[name] = {entry->link->from->name, entry->link->to->name};
    }
    if (durability == DataStore::c_Persistent) all.insert("FileMetaData");
    std::set<std::string> selected = selection.select(all, relations, c_parameters[durability]);
    for (const std::string& name : additional) {
      if (all.count(name)) selected.insert(name);
      else B2WARNING("The branch " << name << " given in additional" << (durability ? "BranchNamesPersistent" :
            "BranchNames")
                       <<
                       " does not exist.");
    }
    return selected;
  }
}

std::vector<StoreEntry*> Belle2::selectOutputEntries(DataStore::EDurability durability, const OutputBranchNames& names)
{
  const BranchSelection selection(names.wanted, names.excluded);
  const std::set<std::string> selected = selectNames(durability, selection, names.additional);
  std::vector<StoreEntry*> entries;
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(durability)) {
    const bool always = durability == DataStore::c_Event && name == "EventMetaData";
    const bool byName = selection.isWanted(name) || std::count(names.additional.begin(), names.additional.end(), name);
    if (name == "FileMetaData" || (!always && (!selected.count(name) || (entry->dontWriteOut &&
        !byName)))) continue;
    if (canBeWritten(*entry)) entries.push_back(entry);
  }
  return entries;
}
