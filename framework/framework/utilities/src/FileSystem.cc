// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/FileSystem.h>

#include <framework/logging/Logger.h>

#include <TMD5.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

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
}
