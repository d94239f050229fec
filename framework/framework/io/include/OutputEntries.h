// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/DataStore.h>

#include <string>
#include <vector>

namespace Belle2 {

  /** Names of branches as in the parameters of output modules. */
  struct OutputBranchNames {
    std::vector<std::string> wanted;
    std::vector<std::string> additional;
    std::vector<std::string> excluded;
  };

  /**
   * The entries of the data store that are written; always EventMetaData, and never FileMetaData, which describe the input.
   *
   * Says which names are unknown, and which classes cannot be written.
   */
  std::vector<StoreEntry*> selectOutputEntries(DataStore::EDurability durability, const OutputBranchNames& names);
}
