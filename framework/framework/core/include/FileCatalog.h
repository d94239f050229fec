// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>

#include <string>

namespace Belle2 {

  /**
   * List of files by their logical names (LFN), with the names under which they can be opened (PFN) and what they hold.
   *
   * It is the file that $BELLE2_FILECATALOG names (NONE: there is none), else ~/Belle2FileCatalog.xml if that exists, else
   * Belle2FileCatalog.xml in the folder where the program started. docs/formats.md describes its format. Several programs may
   * change it at the same time; who reads it always sees a whole one.
   */
  class FileCatalog final {
  public:
    static FileCatalog& Instance();

    /**
     * Enter a file under the logical name of its metadata, in place of what had that name, the old logical name, or this file
     * name before. False after an error; also false, silently, if there is no catalog.
     */
    bool registerFile(const std::string& fileName, const FileMetaData& metaData, const std::string& oldLFN = "");
    /** Find a file by its logical or its physical name; the name becomes the physical one. False if it is not there. */
    bool getMetaData(std::string& fileName, FileMetaData& metaData);
    /** Name under which a file can be opened; the logical name itself if it is not in the catalog. */
    std::string getPhysicalFileName(const std::string& lfn);
    /** The file that holds the catalog, empty if there is none. */
    std::string getFileName() const;

  private:
    FileCatalog() = default;
  };
}
