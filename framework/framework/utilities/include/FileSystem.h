// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <fstream>
#include <string>

namespace Belle2 {
  /** Looking for files in the places where releases keep them. */
  class FileSystem {
  public:
    static bool fileExists(const std::string& filename);
    /** True if the folder in which the file is or would be exists. */
    static bool fileDirExists(const std::string& filename);
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

    /** A lock on a file against other processes, held until the end of this object. */
    class Lock final {
    public:
      /** The file is made if it does not exist; several processes may hold a lock for reading only. */
      explicit Lock(const std::string& fileName, bool readonly = false);
      Lock(const Lock&) = delete;
      Lock& operator=(const Lock&) = delete;
      ~Lock();
      /** Wait for the lock for that many seconds; false, after an error unless that is ignored, if another process holds it. */
      bool lock(int timeout = 300, bool ignoreErrors = false);

    private:
      std::string m_name;
      int m_file;
      bool m_readOnly;
    };

    /** A new file in the folder for temporary files, deleted together with this object. */
    class TemporaryFile final : public std::fstream {
    public:
      explicit TemporaryFile(std::ios_base::openmode mode = std::ios_base::trunc | std::ios_base::out);
      ~TemporaryFile() override;
      const std::string& getName() const { return m_name; }

    private:
      std::string m_name;
    };
  };
}
