// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ModuleStatistics.h>

#include <algorithm>
#include <cmath>

namespace {
  double divide(double sum, double calls)
  {
    return calls > 0 ? sum / calls : 0;
  }

  /** Standard deviation of the calls; rounding must not make its square negative. */
  double getStddev(double sum, double sum2, double calls)
  {
    const double mean = divide(sum, calls);
    return std::sqrt(std::max(0.0, divide(sum2, calls) - mean * mean));
  }
}

namespace Belle2 {
  void ModuleStatistics::addMemory(EStatisticCounters counter, double time, double memory)
  {
    m_memory[counter] += memory;
    m_memory2[counter] += memory * memory;
    m_timeMemory[counter] += time * memory;
  }

  void ModuleStatistics::update(const ModuleStatistics& other)
  {
    for (int i = 0; i < c_Total; ++i) {
      m_calls[i] += other.m_calls[i];
      m_time[i] += other.m_time[i];
      m_time2[i] += other.m_time2[i];
      m_memory[i] += other.m_memory[i];
      m_memory2[i] += other.m_memory2[i];
      m_timeMemory[i] += other.m_timeMemory[i];
    }
  }

  void ModuleStatistics::clear()
  {
    *this = ModuleStatistics(m_name);
  }

  double ModuleStatistics::get(const double* sums, EStatisticCounters counter)
  {
    if (counter < c_Total) return sums[counter];
    double total = 0;
    for (int i = 0; i < c_Total; ++i) total += sums[i];
    return total;
  }

  double ModuleStatistics::getTimeMean(EStatisticCounters counter) const
  {
    return divide(get(m_time, counter), getCalls(counter));
  }

  double ModuleStatistics::getTimeStddev(EStatisticCounters counter) const
  {
    return getStddev(get(m_time, counter), get(m_time2, counter), getCalls(counter));
  }

  double ModuleStatistics::getMemoryMean(EStatisticCounters counter) const
  {
    return divide(get(m_memory, counter), getCalls(counter));
  }

  double ModuleStatistics::getMemoryStddev(EStatisticCounters counter) const
  {
    return getStddev(get(m_memory, counter), get(m_memory2, counter), getCalls(counter));
  }

  double ModuleStatistics::getTimeMemoryCorrelation(EStatisticCounters counter) const
  {
    const double covariance = divide(get(m_timeMemory, counter), getCalls(counter)) - getTimeMean(counter) * getMemoryMean(counter);
    return divide(covariance, getTimeStddev(counter) * getMemoryStddev(counter));
  }
}
