// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/EventExtraInfo.h>

#include <stdexcept>

using namespace Belle2;

float EventExtraInfo::getExtraInfo(const std::string& name) const
{
  const auto found = m_values.find(name);
  if (found == m_values.end()) throw std::runtime_error("The event has no extra info '" + name + "'.");
  return found->second;
}

void EventExtraInfo::addExtraInfo(const std::string& name, float value)
{
  if (!m_values.emplace(name, value).second)
    throw std::out_of_range("The event has an extra info '" + name + "' already; setExtraInfo() changes it.");
}

std::vector<std::string> EventExtraInfo::getNames() const
{
  std::vector<std::string> names;
  for (const auto& [name, value] : m_values) names.push_back(name);
  return names;
}
