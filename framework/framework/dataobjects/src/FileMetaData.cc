// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/FileMetaData.h>

#include <framework/logging/JsonText.h>

#include <iostream>
#include <sstream>
#include <string_view>
#include <tuple>

using namespace Belle2;
using JsonText::quote;

namespace {
  template<class Container, class Function> std::string join(const Container& container, const char* separator,
                                                             Function toText)
  {
    std::string result;
    for (const auto& item : container) result += (result.empty() ? "" : separator) + toText(item);
    return result;
  }
}

bool FileMetaData::containsEvent(int experiment, int run, unsigned int event) const
{
  const auto wanted = std::tie(experiment, run, event);
  return wanted >= std::tie(m_experimentLow, m_runLow, m_eventLow) &&
         wanted <= std::tie(m_experimentHigh, m_runHigh, m_eventHigh);
}

void FileMetaData::setLow(int experiment, int run, unsigned int event)
{
  std::tie(m_experimentLow, m_runLow, m_eventLow) = std::tie(experiment, run, event);
}

void FileMetaData::setHigh(int experiment, int run, unsigned int event)
{
  std::tie(m_experimentHigh, m_runHigh, m_eventHigh) = std::tie(experiment, run, event);
}

void FileMetaData::setCreationData(const std::string& date, const std::string& site, const std::string& user,
                                   const std::string& release)
{
  m_date = date;
  m_site = site;
  m_user = user;
  m_release = release;
}

void FileMetaData::Print(Option_t* option) const
{
  const std::string_view what = option ? option : "";
  if (what == "json") {
    std::cout << getJsonStr() << std::endl;
    return;
  }
  if (what == "steering") {
    std::cout << m_steering << std::endl;
    return;
  }
  std::cout << "=== FileMetaData ===\n"
            << "  LFN    : " << m_lfn << "\n  nEvents: " << m_nEvents << "\n  range  : "
            << m_experimentLow << "/" << m_runLow << "/" << m_eventLow << " - " << m_experimentHigh << "/" << m_runHigh << "/"
            <<
            m_eventHigh
  << "\n  parents: " << join(m_parentLfns, ", ", [](const std::string & lfn) { return lfn; }) << "\n";
  if (what == "all") {
    std::cout << "  date           : " << m_date << "\n  site           : " << m_site << "\n  user           : " <<
              m_user
              << "\n  randomSeed     : " << m_randomSeed << "\n  release        : " << m_release << "\n  isMC           : "
              << (m_isMC ? "true" : "false") << "\n  mcEvents       : " << m_mcEvents << "\n  globalTag      : " <<
              m_databaseGlobalTag
              << "\n  dataDescription: "
    << join(m_dataDescription, ", ", [](const auto & item) { return item.first + "=" + item.second; }) << "\n";
  }
  std::cout << std::flush;
}

std::string FileMetaData::getJsonStr() const
{
  std::ostringstream json;
  const char* separator = "{\n";
  auto add = [&](const char* key, const auto & value) {
    json << separator << "  \"" << key << "\": " << value;
    separator = ",\n";
  };
  add("LFN", quote(m_lfn));
  add("nEvents", m_nEvents);
  add("nFullEvents", m_nFullEvents);
  add("experimentLow", m_experimentLow);
  add("runLow", m_runLow);
  add("eventLow", m_eventLow);
  add("experimentHigh", m_experimentHigh);
  add("runHigh", m_runHigh);
  add("eventHigh", m_eventHigh);
  add("parents", "[" + join(m_parentLfns, ", ", quote) + "]");
  add("date", quote(m_date));
  add("site", quote(m_site));
  add("user", quote(m_user));
  add("randomSeed", quote(m_randomSeed));
  add("release", quote(m_release));
  add("isMC", m_isMC ? "true" : "false");
  add("mcEvents", m_mcEvents);
  add("globalTag", quote(m_databaseGlobalTag));
  add("dataDescription",
  "{" + join(m_dataDescription, ", ", [](const auto & item) { return quote(item.first) + ": " + quote(item.second); })
  +
  "}");
  add("steering", quote(m_steering));
  json << "\n}";
  return json.str();
}
