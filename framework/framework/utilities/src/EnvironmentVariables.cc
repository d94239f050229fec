// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/EnvironmentVariables.h>

#include <cstdlib>
#include <regex>

using namespace Belle2;

bool EnvironmentVariables::isSet(const std::string& name)
{
  return std::getenv(name.c_str()) != nullptr;
}

std::string EnvironmentVariables::get(const std::string& name, const std::string& fallback)
{
  const char* value = std::getenv(name.c_str());
  return value ? value : fallback;
}

std::vector<std::string> EnvironmentVariables::getList(const std::string& name, const std::vector<std::string>& fallback,
                                                       const std::string& separators)
{
  if (!isSet(name)) return fallback;
  const std::string value = get(name);
  std::vector<std::string> parts;
  for (size_t start = value.find_first_not_of(separators); start != std::string::npos;) {
    const size_t end = value.find_first_of(separators, start);
    parts.push_back(value.substr(start, end - start));
    start = value.find_first_not_of(separators, end);
  }
  return parts;
}

std::string EnvironmentVariables::expand(const std::string& text)
{
  static const std::regex variable("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)\\}|([A-Za-z_][A-Za-z0-9_]*))");
  std::string result;
  auto rest = text.begin();
  for (std::sregex_iterator match(text.begin(), text.end(), variable), end; match != end; ++match) {
    result.append(rest, (*match)[0].first);
    result += get((*match)[1].matched ? (*match)[1].str() : (*match)[2].str(), match->str());
    rest = (*match)[0].second;
  }
  return result.append(rest, text.end());
}
