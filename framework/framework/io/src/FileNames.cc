// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/FileNames.h>

#include <TString.h>
#include <TSystem.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include <wordexp.h>

using namespace Belle2;

namespace {
  constexpr std::string_view c_file = "file://";

  /** Everything that would split or mean something else to a shell gets a backslash. */
  std::string protect(const std::string& name)
  {
    constexpr std::string_view c_special = " \t\n\"'\\|&;<>(){}`#!";
    std::string result;
    for (const char c : name) {
      if (c_special.find(c) != std::string_view::npos) result += '\\';
      result += c;
    }
    return result;
  }
}

bool FileNames::isRemote(const std::string& name)
{
  return name.find("://") != std::string::npos && name.compare(0, c_file.size(), c_file) != 0;
}

std::string FileNames::toLocal(const std::string& name)
{
  if (name.compare(0, c_file.size(), c_file) != 0) return name;
  return name.substr(c_file.size(), name.find_first_of("?#") - c_file.size());
}

std::vector<std::string> FileNames::expand(const std::vector<std::string>& names)
{
  std::vector<std::string> files;
  for (const std::string& given : names) {
    const std::string name = toLocal(given);
    std::error_code ignored;
    if (isRemote(name) || std::filesystem::exists(name, ignored)) {
      files.push_back(name);
      continue;
    }
    wordexp_t words{};
    const int error = wordexp(protect(name).c_str(), &words, WRDE_NOCMD);
    if (error == 0) files.insert(files.end(), words.we_wordv, words.we_wordv + words.we_wordc);
    if (error == 0 || error == WRDE_NOSPACE) wordfree(&words);
    if (error != 0) throw std::runtime_error("Cannot expand the file name '" + name +
                                               "': it holds a command or unmatched brackets.");
  }
  return files;
}

bool FileNames::isChangedByRoot(const std::string& name)
{
  if (isRemote(name) || name.empty()) return false;
  TString expanded(name.c_str());
  return std::isspace(static_cast<unsigned char>(name.front())) || std::isspace(static_cast<unsigned char>(name.back()))
         || gSystem->ExpandPathName(expanded) || expanded != name.c_str();
}

std::string FileNames::toAbsolute(const std::string& name)
{
  return isRemote(name) ? name : std::filesystem::absolute(toLocal(name)).lexically_normal().string();
}
