// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ProcessStatistics.h>

#include <framework/core/Module.h>
#include <framework/core/StatisticsTable.h>
#include <framework/utilities/Utils.h>

#include <algorithm>

namespace Belle2 {
  ProcessStatistics::ProcessStatistics(): m_global("Total"), m_tickLength(TickClock::getNanosecondsPerTick()) {}
  ProcessStatistics::~ProcessStatistics() = default;

  double ProcessStatistics::readMemory()
  {
    return static_cast<double>(Utils::getRssMemoryKB());
  }

  void ProcessStatistics::startGlobal()
  {
    m_globalMemory = readMemory();
    m_globalStart = TickClock::now();
  }

  void ProcessStatistics::stopGlobal(EStatisticCounters counter)
  {
    const auto ticks = TickClock::now() - m_globalStart;
    addGlobal(counter, ticks, readMemory() - m_globalMemory);
  }

  void ProcessStatistics::startModule()
  {
    m_moduleMemory = readMemory();
    m_moduleStart = TickClock::now();
  }

  void ProcessStatistics::stopModule(const Module* module, EStatisticCounters counter)
  {
    const auto ticks = TickClock::now() - m_moduleStart;
    add(module, counter, ticks, readMemory() - m_moduleMemory);
  }

  unsigned int ProcessStatistics::findIndex(const Module* module) const
  {
    if (!module) return m_nullIndex;
    const unsigned int known = module->m_statisticsIndex;
    if (known < m_modules.size() && m_modules[known] == module) return known;
    return std::find(m_modules.begin(), m_modules.end(), module) - m_modules.begin();
  }

  unsigned int ProcessStatistics::getIndex(const Module* module)
  {
    unsigned int index = findIndex(module);
    if (__builtin_expect(index >= m_modules.size(), 0)) {
      index = m_statistics.size();
      addRow(ModuleStatistics(module ? module->getName() : ""), module);
      if (!module) m_nullIndex = index;
    }
    if (module) module->m_statisticsIndex = index;
    return index;
  }

  void ProcessStatistics::addRow(const ModuleStatistics& row, const Module* module)
  {
    // Rows that were read have no module: fill up, so that both lists run in parallel.
    m_modules.resize(m_statistics.size(), nullptr);
    m_modules.push_back(module);
    m_statistics.push_back(row);
  }

  const ModuleStatistics& ProcessStatistics::getStatistics(const Module* module) const
  {
    static const ModuleStatistics none;
    const unsigned int index = findIndex(module);
    return index < m_modules.size() ? m_statistics[index] : none;
  }

  std::pair<double, double> ProcessStatistics::sumRowsBefore(const Module* module,
                                                             EStatisticCounters counter) const
  {
    std::pair<double, double> sums(0, 0);
    for (std::size_t i = std::min<std::size_t>(findIndex(module), m_modules.size()); i-- > 0;) {
      // Rows without a module come from a file, that is from another job.
      if (!m_modules[i]) continue;
      if (m_modules[i]->hasProperties(Module::c_DontCollectStatistics)) break;
      sums.first += m_statistics[i].getTimeSum(counter);
      sums.second += m_statistics[i].getMemorySum(counter);
    }
    return sums;
  }

  bool ProcessStatistics::hasSameRows(const ProcessStatistics& other) const
  {
    return std::equal(m_statistics.begin(), m_statistics.end(), other.m_statistics.begin(), other.m_statistics.end(),
    [](const auto & a, const auto & b) { return a.getName() == b.getName(); });
  }

  void ProcessStatistics::merge(const Mergeable* object)
  {
    const auto* other = static_cast<const ProcessStatistics*>(object);
    if (!hasSameRows(*other)) m_global.update(other->m_global);
    // Modules may share a name: each row takes part once.
    std::vector<bool> isMerged(m_statistics.size(), false);
    for (std::size_t i = 0; i < other->m_statistics.size(); ++i) {
      const auto& theirs = other->m_statistics[i];
      std::size_t ours = 0;
      while (ours < isMerged.size() && (isMerged[ours] || m_statistics[ours].getName() != theirs.getName())) ++ours;
      if (ours < isMerged.size()) {
        isMerged[ours] = true;
        m_statistics[ours].update(theirs);
      } else {
        if (i == other->m_nullIndex) m_nullIndex = m_statistics.size();
        addRow(theirs, i < other->m_modules.size() ? other->m_modules[i] : nullptr);
      }
    }
  }

  void ProcessStatistics::clear()
  {
    for (auto& row : m_statistics) row.clear();
    m_global.clear();
  }

  std::string ProcessStatistics::getStatisticsString(EStatisticCounters counter,
                                                     const std::vector<ModuleStatistics>* modules,
                                                     bool html) const
  {
    const auto& rows = modules ? *modules : m_statistics;
    return html ? formatStatisticsHtml(rows, m_global, counter) : formatStatisticsTable(rows, m_global, counter);
  }

  std::string ProcessStatistics::getJSON(const std::vector<ModuleStatistics>* modules) const
  {
    return formatStatisticsJson(modules ? *modules : m_statistics, m_global);
  }
}
