// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ModuleStatistics.h>
#include <framework/core/TickClock.h>
#include <framework/pcore/Mergeable.h>

#include <string>
#include <utility>
#include <vector>

namespace Belle2 {
  class Module;

  /**
   * Time and memory of all modules of the job and of the whole; lives in the data store. Modules may be null pointers: what is
   * counted for them has a row without a name.
   */
  class ProcessStatistics : public Mergeable {
  public:
    using EStatisticCounters = ModuleStatistics::EStatisticCounters;

    ProcessStatistics();
    ~ProcessStatistics() override;

    /** Add the module, if it is not there, with no calls. */
    void initModule(const Module* module) { getIndex(module); }

    /** Start the clock of the whole, for one round of calls. */
    void startGlobal();
    /** Stop it and count one call. */
    void stopGlobal(EStatisticCounters counter);
    /** Start the clock for a module. */
    void startModule();
    /** Stop it and count one call of the module. */
    void stopModule(const Module* module, EStatisticCounters counter);

    /** Count one call of a module that took some ticks of the TickClock; memory in kB. */
    void add(const Module* module, EStatisticCounters counter, TickClock::Ticks ticks, double memory)
    {
      m_statistics[getIndex(module)].add(counter, static_cast<double>(ticks) * m_tickLength, memory);
    }
    void addGlobal(EStatisticCounters counter, TickClock::Ticks ticks, double memory)
    {
      m_global.add(counter, static_cast<double>(ticks) * m_tickLength, memory);
    }

    /** Count one call of a module that took some ns. */
    void addTime(const Module* module, EStatisticCounters counter, double time, double memory)
    {
      m_statistics[getIndex(module)].add(counter, time, memory);
    }
    /** Time and memory of the rows before that of a module, back to another module that is not counted itself. */
    std::pair<double, double> sumRowsBefore(const Module* module, EStatisticCounters counter) const;

    /** Statistics of a module; all zero if it was never called. */
    const ModuleStatistics& getStatistics(const Module* module) const;
    const ModuleStatistics& getGlobal() const { return m_global; }
    /** All modules in the order of their first call. */
    const std::vector<ModuleStatistics>& getAll() const { return m_statistics; }

    /**
     * Add the other one. If it has the same modules, it comes from another process of the job, and the whole of this one stays;
     * else it comes from another job, and the whole is added, too.
     */
    void merge(const Mergeable* other) override;
    void clear() override;

    /** The table as text or HTML, for all or for some modules. */
    std::string getStatisticsString(EStatisticCounters counter = ModuleStatistics::c_Event,
                                    const std::vector<ModuleStatistics>* modules = nullptr, bool html = false) const;
    std::string getInfoHTML() const { return getStatisticsString(ModuleStatistics::c_Event, nullptr, true); }
    /** All counters of all modules, or of some, and of the whole as JSON; docs/formats.md describes it. */
    std::string getJSON(const std::vector<ModuleStatistics>* modules = nullptr) const;

    /** Name of the last row of the table: "Total", unless the job has several processes. */
    void setGlobalName(const std::string& name) { m_global.setName(name); }

    /** Resident memory of the process in kB. */
    static double readMemory();

  private:
    static constexpr unsigned int c_noRow = ~0u;

    /** Row of a module, which is added if there is none. */
    unsigned int getIndex(const Module* module);
    /** Row of a module, or a number beyond all rows. */
    unsigned int findIndex(const Module* module) const;
    /** Add a row, and remember whose it is; a row of nobody known has no module. */
    void addRow(const ModuleStatistics& row, const Module* module);
    bool hasSameRows(const ProcessStatistics& other) const;

    std::vector<ModuleStatistics> m_statistics;
    ModuleStatistics m_global;
    std::vector<const Module*> m_modules; //!
    unsigned int m_nullIndex = c_noRow; //!
    double m_tickLength = 1; //!
    TickClock::Ticks m_globalStart = 0; //!
    TickClock::Ticks m_moduleStart = 0; //!
    double m_globalMemory = 0; //!
    double m_moduleMemory = 0; //!

    ClassDefOverride(ProcessStatistics, 2)
  };
}
