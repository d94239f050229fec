// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace Belle2::TestHelpers {
  /** Makes a temporary folder the working directory, and removes it with all its content at the end. */
  class TempDirCreator {
  public:
    TempDirCreator(): m_oldPath(std::filesystem::current_path())
    {
      std::string pattern = std::filesystem::temp_directory_path() / ("basf2_" + std::string(6, 'X'));
      if (!mkdtemp(pattern.data())) throw std::runtime_error("Cannot create a temporary folder like " + pattern);
      m_newPath = pattern;
      std::filesystem::current_path(m_newPath);
    }
    ~TempDirCreator()
    {
      std::error_code ignored;
      std::filesystem::current_path(m_oldPath, ignored);
      std::filesystem::remove_all(m_newPath, ignored);
    }
    TempDirCreator(const TempDirCreator&) = delete;
    TempDirCreator& operator=(const TempDirCreator&) = delete;
    /** Full name of a file in the folder, or of the folder. */
    std::string getTempDir(const std::string& filename = "") const
    {
      return filename.empty() ? m_newPath : m_newPath + "/" + filename;
    }

  private:
    std::string m_oldPath;
    std::string m_newPath;
  };
}
