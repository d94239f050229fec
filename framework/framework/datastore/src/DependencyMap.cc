// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/DependencyMap.h>

using namespace Belle2;

void DependencyMap::add(const std::string& name, EEntryType type)
{
  if (m_current) m_infos[m_current].entries[type].insert(name);
}

void DependencyMap::addRelation(const std::string& name, const std::string& from, const std::string& to, EEntryType type)
{
  if (!m_current) return;
  auto& info = m_infos[m_current];
  info.entries[type].erase(name);
  info.relations[type].emplace(from, to);
}

const DependencyMap::ModuleInfo& DependencyMap::getModuleInfo(const void* module) const
{
  static const ModuleInfo none;
  const auto found = m_infos.find(module);
  return found == m_infos.end() ? none : found->second;
}
