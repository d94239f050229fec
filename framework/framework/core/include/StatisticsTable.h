// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ModuleStatistics.h>

#include <string>
#include <vector>

namespace Belle2 {
  /** The rows and the total as a table for a terminal. */
  std::string formatStatisticsTable(const std::vector<ModuleStatistics>& rows, const ModuleStatistics& total,
                                    ModuleStatistics::EStatisticCounters counter);
  /** The same as an HTML table. */
  std::string formatStatisticsHtml(const std::vector<ModuleStatistics>& rows, const ModuleStatistics& total,
                                   ModuleStatistics::EStatisticCounters counter);
  /** All counters of the rows and the total as JSON. */
  std::string formatStatisticsJson(const std::vector<ModuleStatistics>& rows, const ModuleStatistics& total);
}
