// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ProcessStatistics.h>

#include <framework/core/Module.h>
#include <framework/core/StatisticsTable.h>

#include <algorithm>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

namespace Belle2 {
  ProcessStatistics::ProcessStatistics(): m_global("Total"), m_tickLength(TickClock::getNanosecondsPerTick()) {}
  ProcessStatistics::~ProcessStatistics() = default;

  double ProcessStatistics::readMemory()
  {
    static const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    static const double pageSize = static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
    char text[64];
    const auto size = file < 0 ? 0 : pread(file, text, sizeof(text) - 1, 0);
    if (size <= 0) return 0;
    text[size] = 0;
    return static_cast<double>(std::strtoull(text, nullptr, 10)) * pageSize;
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
    const unsigned int known = module->m_statisticsIndex;
    if (known < m_modules.size() && m_modules[known] == module) return known;
    return std::find(m_modules.begin(), m_modules.end(), module) - m_modules.begin();
  }

  unsigned int ProcessStatistics::getIndex(const Module* module)
  {
    const unsigned int index = findIndex(module);
    if (__builtin_expect(index < m_modules.size(), 1)) {
      module->m_statisticsIndex = index;
      return index;
    }
    // Rows that were read or merged have no module: fill up, so that both lists run in parallel.
    m_modules.resize(m_statistics.size(), nullptr);
    m_modules.push_back(module);
    m_statistics.emplace_back(module->getName());
    module->m_statisticsIndex = m_modules.size() - 1;
    return module->m_statisticsIndex;
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
      if (m_modules[i] && m_modules[i]->hasProperties(Module::c_DontCollectStatistics)) break;
      sums.first += m_statistics[i].getTimeSum(counter);
      sums.second += m_statistics[i].getMemorySum(counter);
    }
    return sums;
  }

  void ProcessStatistics::merge(const ProcessStatistics* other)
  {
    bool same = true;
    std::size_t next = 0;
    for (const auto& theirs : other->m_statistics) {
      const auto begin = m_statistics.begin() + static_cast<std::ptrdiff_t>(std::min(next, m_statistics.size()));
      const auto isSame = [&theirs](const auto & row) { return row.getName() == theirs.getName(); };
      const auto ours = std::find_if(begin, m_statistics.end(), isSame);
      if (ours == m_statistics.end()) {
        m_statistics.push_back(theirs);
        next = m_statistics.size();
        same = false;
      } else {
        ours->update(theirs);
        next = static_cast<std::size_t>(ours - m_statistics.begin()) + 1;
      }
    }
    if (!same) m_global.update(other->m_global);
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
}
