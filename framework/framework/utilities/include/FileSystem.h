// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>

namespace Belle2 {
  /** Looking for files in the places where releases keep them. */
  class FileSystem {
  public:
    static bool fileExists(const std::string& filename);
    static bool isDir(const std::string& filename);
    static bool isFile(const std::string& filename);
    /** Absolute name, links resolved; the name itself if it does not exist. */
    static std::string getAbsolutePath(const std::string& filename);

    /** Checksums as hexadecimal digits; empty if the file cannot be read. */
    static std::string calculateMD5(const std::string& filename);
    static std::string calculateAdler32(const std::string& filename);

    /**
     * Full name of a file. Data type "" looks in the local and the central release and the working directory, "examples" and
     * "validation" in the folder of that data and the working directory. Returns "" if nothing is found, after an error unless
     * silent.
     */
    static std::string findFile(const std::string& path, const std::string& dataType, bool silent = false);
    static std::string findFile(const std::string& path, bool silent = false);
  };
}
