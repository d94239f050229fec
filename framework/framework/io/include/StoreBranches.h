// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/DataStore.h>
#include <framework/io/BranchSelection.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

class TBranch;
class TTree;

/** Between the branches of a tree and the entries of the data store. */
namespace Belle2::StoreBranches {
  /** What a relation container says about its arrays. */
  struct Relation {
    std::string fromName;
    std::string toName;
    DataStore::EDurability fromDurability = DataStore::c_Event;
    DataStore::EDurability toDurability = DataStore::c_Event;
  };
  using Relations = std::map<std::string, Relation>;

  /** The relations among the branches, as their first entry says or else their names. */
  Relations findRelations(TTree& tree, DataStore::EDurability durability);
  /** Registers the entry for a branch; null with a warning if its class is not known. */
  StoreEntry* registerBranch(TBranch& branch, DataStore::EDurability durability, const Relations& relations);
  /** The same for what is not a branch of a tree, by the name of its class or that of the members of an array. */
  StoreEntry* registerClass(const std::string& name, const std::string& className, bool isArray, DataStore::EDurability durability,
                            const Relations& relations);
  /**
   * Registers the selected branches of a tree and of its parents, from the youngest on, and gives the entries for each tree.
   *
   * What several trees have is read from the youngest; EventMetaData and FileMetaData are always selected.
   */
  std::vector<std::vector<StoreEntry*>> registerSelected(const std::vector<TTree*>& trees, DataStore::EDurability durability,
                                                         const BranchSelection& selection, const std::string& parameter);
  /** Makes a branch with all its members one that is read and copied with the tree, or is not. */
  void setActive(TBranch& branch, bool active);
  /** Makes the tree read the entries and nothing else. */
  void connect(TTree& tree, const std::vector<StoreEntry*>& entries);
  /** Reads an entry of the tree; false if that fails. Entries that did not exist when they were written do not exist afterwards. */
  bool read(TTree& tree, std::int64_t number, const std::vector<StoreEntry*>& entries);
}
