// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>

#include <functional>
#include <map>
#include <string>

class TTree;

namespace Belle2 {

  /** The metadata of a file; std::runtime_error with the reason if it cannot be read. */
  FileMetaData readFileMetaData(const std::string& filename);

  /**
   * Changes the metadata of a file by a function and returns them as they are now.
   *
   * The change is made in a copy that takes the place of the file when it is complete. std::runtime_error if that fails, and the
   * file is as it was. If the file catalog knows the file, it is changed there, too.
   */
  FileMetaData updateFileMetaData(const std::string& filename, const std::function<void(FileMetaData&)>& change);

  /** Copies the tree of persistent objects to the current folder of ROOT, with some of the objects replaced. */
  void writePersistentTree(TTree& before, std::map<std::string, TObject*> replaced);
}
