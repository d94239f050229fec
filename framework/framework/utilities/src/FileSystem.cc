// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/FileSystem.h>

#include <framework/logging/Logger.h>

#include <TMD5.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {
  std::vector<fs::path> getFolders(std::string dataType)
  {
    std::transform(dataType.begin(), dataType.end(), dataType.begin(), [](unsigned char c) { return std::tolower(c); });
    std::vector<const char*> variables;
    if (dataType.empty()) variables = {"BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR"};
    else if (dataType == "examples") variables = {"BELLE2_EXAMPLES_DATA_DIR"};
    else if (dataType == "validation") variables = {"BELLE2_VALIDATION_DATA_DIR"};
    else throw std::runtime_error("Unknown data type '" + dataType + "': use '', 'examples' or 'validation'.");
    std::vector<fs::path> folders;
    for (const char* variable : variables) {
      const char* value = std::getenv(variable);
      if (value && *value) folders.emplace_back(value);
    }
    folders.push_back(fs::current_path());
    return folders;
  }
}

namespace Belle2 {
  bool FileSystem::fileExists(const std::string& filename)
  {
    std::error_code error;
    return fs::exists(filename, error);
  }

  bool FileSystem::fileDirExists(const std::string& filename)
  {
    const fs::path folder = fs::path(filename).parent_path();
    return folder.empty() || isDir(folder.string());
  }

  bool FileSystem::isDir(const std::string& filename)
  {
    std::error_code error;
    return fs::is_directory(filename, error);
  }

  bool FileSystem::isFile(const std::string& filename)
  {
    std::error_code error;
    return fs::is_regular_file(filename, error);
  }

  std::string FileSystem::getAbsolutePath(const std::string& filename)
  {
    std::error_code error;
    fs::path path = fs::weakly_canonical(filename, error);
    return error ? filename : path.string();
  }

  std::string FileSystem::calculateMD5(const std::string& filename)
  {
    const std::unique_ptr<TMD5> sum(TMD5::FileChecksum(filename.c_str()));
    return sum ? sum->AsString() : "";
  }

  std::string FileSystem::calculateAdler32(const std::string& filename)
  {
    // RFC 1950: two sums modulo the largest prime below 2^16, which 5552 bytes at a time cannot overflow.
    constexpr unsigned int c_prime = 65521;
    std::array<char, 5552> buffer;
    unsigned int low = 1, high = 0;
    std::ifstream file(filename, std::ios::binary);
    if (!file) return "";
    while (file.read(buffer.data(), buffer.size()), file.gcount() > 0) {
      for (std::streamsize i = 0; i < file.gcount(); ++i) {
        low += static_cast<unsigned char>(buffer[i]);
        high += low;
      }
      low %= c_prime;
      high %= c_prime;
    }
    char text[9];
    std::snprintf(text, sizeof(text), "%04x%04x", high, low);
    return file.bad() ? "" : text;
  }

  std::string FileSystem::findFile(const std::string& path, const std::string& dataType, bool silent)
  {
    const auto folders = getFolders(dataType);
    if (fs::path(path).is_absolute() && fileExists(path)) return path;
    for (const auto& folder : folders) {
      const fs::path candidate = folder / fs::path(path).relative_path();
      if (fileExists(candidate)) return fs::weakly_canonical(candidate).string();
    }
    if (!silent) {
      std::string searched;
      for (const auto& folder : folders) searched += (searched.empty() ? "" : ", ") + folder.string();
      B2ERROR("Could not find the file '" << path << "' in: " << searched);
    }
    return "";
  }

  std::string FileSystem::findFile(const std::string& path, bool silent)
  {
    return findFile(path, "", silent);
  }

  FileSystem::Lock::Lock(const std::string& fileName, bool readonly):
    m_name(fileName), m_file(open(fileName.c_str(), (readonly ? O_RDONLY : O_RDWR) | O_CREAT | O_CLOEXEC, 0640)),
    m_readOnly(readonly)
  {
  }

  FileSystem::Lock::~Lock()
  {
    if (m_file >= 0) close(m_file);
  }

  bool FileSystem::Lock::lock(int timeout, bool ignoreErrors)
  {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(timeout);
    // fcntl() works on network file systems, where flock() may not.
    struct flock request = {};
    request.l_type = m_readOnly ? F_RDLCK : F_WRLCK;
    request.l_whence = SEEK_SET;
    while (m_file >= 0) {
      if (fcntl(m_file, F_SETLK, &request) == 0) return true;
      const bool isHeld = errno == EAGAIN || errno == EACCES || errno == EINTR;
      if (!isHeld || std::chrono::steady_clock::now() >= end) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (!ignoreErrors)
      B2ERROR("Cannot lock the file '" << m_name << "' within " << timeout << " seconds: " << std::strerror(errno));
    return false;
  }

  FileSystem::TemporaryFile::TemporaryFile(std::ios_base::openmode mode)
    : m_name((fs::temp_directory_path() / ("basf2_" + std::string(6, 'X'))).string())
  {
    const int file = mkstemp(m_name.data());
    if (file < 0) {
      B2ERROR("Cannot make the temporary file '" << m_name << "': " << std::strerror(errno));
      setstate(std::ios_base::failbit);
      return;
    }
    open(m_name, mode);
    ::close(file);
  }

  FileSystem::TemporaryFile::~TemporaryFile()
  {
    close();
    std::error_code error;
    fs::remove(m_name, error);
  }
}
