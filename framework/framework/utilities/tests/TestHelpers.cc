// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/TestHelpers.h>

#include <filesystem>
#include <stdexcept>
#include <vector>

#include <stdlib.h>

namespace Belle2::TestHelpers {
  TempDirCreator::TempDirCreator(): m_oldPath(std::filesystem::current_path())
  {
    std::string pattern = std::filesystem::temp_directory_path() / "basf2_XXXXXX";
    if (!mkdtemp(pattern.data())) throw std::runtime_error("Cannot create a temporary folder like " + pattern);
    m_newPath = pattern;
    std::filesystem::current_path(m_newPath);
  }

  TempDirCreator::~TempDirCreator()
  {
    std::error_code ignored;
    std::filesystem::current_path(m_oldPath, ignored);
    std::filesystem::remove_all(m_newPath, ignored);
  }

  std::string TempDirCreator::getTempDir(const std::string& filename) const
  {
    return filename.empty() ? m_newPath : m_newPath + "/" + filename;
  }
}
