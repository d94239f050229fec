// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/BranchSelection.h>

#include <framework/logging/Logger.h>

using namespace Belle2;

BranchSelection::BranchSelection(std::vector<std::string> wanted, std::vector<std::string> excluded):
  m_wantedNames(std::move(wanted)), m_excludedNames(std::move(excluded)), m_wanted(m_wantedNames.begin(), m_wantedNames.end()),
  m_excluded(m_excludedNames.begin(), m_excludedNames.end())
{
}

void BranchSelection::report(const std::set<std::string>& all, const std::string& parameter) const
{
  std::string capital = parameter;
  if (!capital.empty()) capital[0] = std::toupper(capital[0]);
  std::set<std::string> seen;
  for (const std::string& name : m_wantedNames) {
    if (!seen.insert(name).second) B2WARNING("The branch " << name << " is given more than once in " << parameter << ".");
    else if (!all.count(name)) B2WARNING("The branch " << name << " given in " << parameter << " does not exist.");
  }
  seen.clear();
  for (const std::string& name : m_excludedNames) {
    if (!seen.insert(name).second) B2WARNING("The branch " << name << " is given more than once in exclude" << capital << ".");
    else if (!all.count(name)) B2INFO("The branch " << name << " given in exclude" << capital << " does not exist.");
  }
}

std::set<std::string> BranchSelection::select(const std::set<std::string>& all, const Relations& relations,
                                              const std::string& parameter) const
{
  report(all, parameter);
  std::set<std::string> selected;
  for (const std::string& name : all) {
    if ((m_wanted.empty() || isWanted(name)) && !m_excluded.count(name)) selected.insert(name);
  }
  for (const auto& [name, sides] : relations) {
    if (!all.count(name) || isWanted(name)) continue;
    const bool touchesExcluded = m_excluded.count(sides.first) || m_excluded.count(sides.second);
    const bool bothKept = selected.count(sides.first) && selected.count(sides.second);
    if (touchesExcluded) selected.erase(name);
    else if (bothKept && !m_excluded.count(name)) selected.insert(name);
  }
  return selected;
}
