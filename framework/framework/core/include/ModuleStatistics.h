// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <Rtypes.h>

#include <string>

namespace Belle2 {
  /** Calls, time and memory of one module. Times in ns, memory in kB. */
  class ModuleStatistics {
  public:
    enum EStatisticCounters { c_Init, c_BeginRun, c_Event, c_EndRun, c_Term, c_Total };

    explicit ModuleStatistics(const std::string& name = ""): m_name(name) {}
    virtual ~ModuleStatistics() = default;

    /** Add one call. */
    void add(EStatisticCounters counter, double time, double memory)
    {
      m_calls[counter] += 1;
      m_time[counter] += time;
      m_time2[counter] += time * time;
      if (memory != 0) addMemory(counter, time, memory);
    }
    /** Add all calls of another module. */
    void update(const ModuleStatistics& other);
    void clear();

    const std::string& getName() const { return m_name; }
    void setName(const std::string& name) { m_name = name; }

    double getCalls(EStatisticCounters counter = c_Total) const { return get(m_calls, counter); }
    double getTimeSum(EStatisticCounters counter = c_Total) const { return get(m_time, counter); }
    double getTimeMean(EStatisticCounters counter = c_Total) const;
    double getTimeStddev(EStatisticCounters counter = c_Total) const;
    double getMemorySum(EStatisticCounters counter = c_Total) const { return get(m_memory, counter); }
    double getMemoryMean(EStatisticCounters counter = c_Total) const;
    double getMemoryStddev(EStatisticCounters counter = c_Total) const;
    /** Correlation of time and memory of the calls. */
    double getTimeMemoryCorrelation(EStatisticCounters counter = c_Total) const;

  private:
    void addMemory(EStatisticCounters counter, double time, double memory);
    static double get(const double* sums, EStatisticCounters counter);

    std::string m_name;
    double m_calls[c_Total] = {};
    double m_time[c_Total] = {};
    double m_time2[c_Total] = {};
    double m_memory[c_Total] = {};
    double m_memory2[c_Total] = {};
    double m_timeMemory[c_Total] = {};

    ClassDef(ModuleStatistics, 1)
  };
}
