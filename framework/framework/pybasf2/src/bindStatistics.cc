// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Module.h>
#include <framework/core/ProcessStatistics.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  using Counter = ModuleStatistics::EStatisticCounters;
  constexpr auto c_total = ModuleStatistics::c_Total;

  /** The statistics of the job, wherever they are at the moment. */
  struct Statistics {};

  /** A table that was asked for. */
  struct Table {
    std::string text;
    std::string html;
  };

  ProcessStatistics* find()
  {
    StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
    if (statistics) return &*statistics;
    B2ERROR("There are no statistics: call process() first, and without the option --no-stats.");
    return nullptr;
  }

  Table makeTable(Counter counter, const std::vector<ModuleStatistics>* modules)
  {
    const auto* statistics = find();
    if (!statistics) return {};
    return {statistics->getStatisticsString(counter, modules), statistics->getStatisticsString(counter, modules, true)};
  }

  Table makeTableOfList(const Statistics&, Counter counter, const nb::object& modules)
  {
    if (!modules.is_valid() || modules.is_none() || nb::len(modules) == 0) return makeTable(counter, nullptr);
    std::vector<ModuleStatistics> rows;
    for (nb::handle item : modules) rows.push_back(nb::cast<const ModuleStatistics&>(item));
    return makeTable(counter, &rows);
  }

  ModuleStatistics getRow(const Statistics&, const Module& module)
  {
    const auto* statistics = find();
    return statistics ? statistics->getStatistics(&module) : ModuleStatistics(module.getName());
  }

  void bindRow(nb::module_& module)
  {
    nb::class_<ModuleStatistics>(module, "ModuleStatistics", "Calls, time in ns and memory in kB of a module.")
    .def_prop_ro("name", &ModuleStatistics::getName)
    .def("time_sum", &ModuleStatistics::getTimeSum, "counter"_a = c_total)
    .def("time_mean", &ModuleStatistics::getTimeMean, "counter"_a = c_total)
    .def("time_stddev", &ModuleStatistics::getTimeStddev, "counter"_a = c_total)
    .def("memory_sum", &ModuleStatistics::getMemorySum, "counter"_a = c_total)
    .def("memory_mean", &ModuleStatistics::getMemoryMean, "counter"_a = c_total)
    .def("memory_stddev", &ModuleStatistics::getMemoryStddev, "counter"_a = c_total)
    .def("time_memory_corr", &ModuleStatistics::getTimeMemoryCorrelation, "counter"_a = c_total)
    .def("calls", &ModuleStatistics::getCalls, "counter"_a = c_total);
  }
}

namespace Belle2 {
  void bindStatistics(nb::module_& module)
  {
    nb::class_<Statistics> type(module, "ProcessStatistics", "Time and memory of all modules; print it after process().");
    completeEnum(nb::enum_<Counter>(type, "StatisticCounters", nb::is_arithmetic(), "Which hook of the modules, or all together.")
                 .value("INIT", ModuleStatistics::c_Init).value("BEGIN_RUN", ModuleStatistics::c_BeginRun)
                 .value("EVENT", ModuleStatistics::c_Event).value("END_RUN", ModuleStatistics::c_EndRun)
                 .value("TERM", ModuleStatistics::c_Term).value("TOTAL", ModuleStatistics::c_Total).export_values());
    bindRow(module);
    nb::class_<Table>(module, "_StatisticsTable")
    .def("__str__", [](const Table & table) { return table.text; })
    .def("__repr__", [](const Table & table) { return table.text; })
    .def("_repr_html_", [](const Table & table) { return table.html; });

    constexpr auto event = ModuleStatistics::c_Event;
    type.def(nb::init<>())
        .def("__call__", &makeTableOfList, "counter"_a = event, "modules"_a = nb::none(),
             "Table of one counter, for some or all modules.")
    .def("__str__", [](const Statistics&) { return makeTable(event, nullptr).text; })
    .def("_repr_html_", [](const Statistics&) { return makeTable(event, nullptr).html; })
    .def("get", &getRow, "module"_a, "ModuleStatistics of a module.")
    .def("get_global", [](const Statistics&) {
      const auto* statistics = find();
      return statistics ? statistics->getGlobal() : ModuleStatistics();
    }, "ModuleStatistics of the whole job.")
    .def("clear", [](const Statistics&) { if (auto* statistics = find()) statistics->clear(); })
    .def_prop_ro("modules", [](const Statistics&) {
      const auto* statistics = find();
      return statistics ? statistics->getAll() : std::vector<ModuleStatistics>();
    });
    module.attr("statistics") = nb::cast(Statistics());
  }
}
