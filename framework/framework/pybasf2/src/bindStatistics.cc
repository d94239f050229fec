// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Environment.h>
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
    // The steering file is in order if nothing was to be processed.
    const auto& environment = Environment::Instance();
    if (!environment.getDryRun() && environment.getPicklePath().empty())
      B2ERROR("There are no statistics: call process() first, and without the option --no-stats.");
    return nullptr;
  }

  Table makeTable(Counter counter, const std::vector<ModuleStatistics>* modules)
  {
    const auto* statistics = find();
    if (!statistics) return {};
    return {statistics->getStatisticsString(counter, modules), statistics->getStatisticsString(counter, modules, true)};
  }

  /** Rows of modules or of their statistics. */
  std::vector<ModuleStatistics> getRows(nb::handle modules)
  {
    std::vector<ModuleStatistics> rows;
    for (nb::handle item : modules) {
      const Module* module = nullptr;
      if (nb::isinstance<ModuleStatistics>(item)) rows.push_back(nb::cast<const ModuleStatistics&>(item));
      else if (!nb::try_cast(item, module) || !module)
        throw nb::type_error("The modules of a table are given as a list of Module or ModuleStatistics objects.");
      else if (const auto* statistics = find()) rows.push_back(statistics->getStatistics(module));
      if (module && !rows.empty() && rows.back().getName().empty()) rows.back().setName(module->getName());
    }
    return rows;
  }

  /** In basf2 the modules come first in some releases, and last in others. */
  Table makeTableOfList(const Statistics&, nb::object counter, nb::object modules)
  {
    if (!counter.is_none() && !nb::isinstance<Counter>(counter)) std::swap(counter, modules);
    const auto wanted = counter.is_none() ? ModuleStatistics::c_Event : nb::cast<Counter>(counter);
    if (modules.is_none() || nb::len(modules) == 0) return makeTable(wanted, nullptr);
    const auto rows = getRows(modules);
    return makeTable(wanted, &rows);
  }

  std::string getJSON(const Statistics&)
  {
    const auto* statistics = find();
    return statistics ? statistics->getJSON() : "";
  }

  nb::object getData(const Statistics& statistics)
  {
    const std::string json = getJSON(statistics);
    return json.empty() ? nb::none() : nb::module_::import_("json").attr("loads")(json);
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
    nb::class_<Statistics> type(module, "ProcessStatistics",
                                "Time and memory of all modules; print it after process(). Resident memory is read at all "
                                "calls of the first 10 and of each 1000th event, and at all other hooks.");
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
        .def("__call__", &makeTableOfList, "counter"_a = nb::none(), "modules"_a = nb::none(),
             "Table of one counter, EVENT if none is given, for some or all modules.")
        .def("json", &getJSON, "All numbers as text in JSON.")
        .def("data", &getData, "All numbers as a dictionary, that of the JSON; None if there are no statistics.")
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
