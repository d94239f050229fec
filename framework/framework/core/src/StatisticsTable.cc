// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/StatisticsTable.h>

#include <framework/logging/JsonText.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <sstream>

using namespace Belle2;

namespace {
  constexpr std::size_t c_shortestName = 21;
  constexpr std::size_t c_numbersWidth = 59;
  constexpr double c_kBPerMB = 1024;
  constexpr double c_nsPerSecond = 1e9;
  constexpr double c_nsPerMillisecond = 1e6;
  constexpr std::array < const char*, ModuleStatistics::c_Total + 1 > c_counterNames = {
    "init", "begin_run", "event", "end_run", "term", "total"
  };

  /** Whole MB; what is less than half of one is 0 and not -0. */
  double getMegabytes(const ModuleStatistics& row, ModuleStatistics::EStatisticCounters counter)
  {
    return std::round(row.getMemorySum(counter) / c_kBPerMB) + 0.0;
  }

  std::string formatRow(const ModuleStatistics& row, ModuleStatistics::EStatisticCounters counter, std::size_t width)
  {
    char numbers[160];
    std::snprintf(numbers, sizeof(numbers), "| %10.0f | %10.0f | %10.2f | %7.2f +-%7.2f\n", row.getCalls(counter),
                  getMegabytes(row, counter), row.getTimeSum(counter) / c_nsPerSecond,
                  row.getTimeMean(counter) / c_nsPerMillisecond, row.getTimeStddev(counter) / c_nsPerMillisecond);
    std::string name = row.getName();
    name.resize(std::max(width, name.size()), ' ');
    return name + numbers;
  }

  std::string escapeHtml(const std::string& text)
  {
    std::string escaped;
    for (char c : text) {
      if (c == '<') escaped += "&lt;";
      else if (c == '>') escaped += "&gt;";
      else if (c == '&') escaped += "&amp;";
      else escaped += c;
    }
    return escaped;
  }

  std::string formatHtmlRow(const ModuleStatistics& row, ModuleStatistics::EStatisticCounters counter)
  {
    char numbers[240];
    std::snprintf(numbers, sizeof(numbers), "<td>%.0f</td><td>%.0f</td><td>%.2f</td><td>%.2f &plusmn; %.2f</td>",
                  row.getCalls(counter), getMegabytes(row, counter), row.getTimeSum(counter) / c_nsPerSecond,
                  row.getTimeMean(counter) / c_nsPerMillisecond, row.getTimeStddev(counter) / c_nsPerMillisecond);
    return "<tr><td>" + escapeHtml(row.getName()) + "</td>" + numbers + "</tr>";
  }

  std::string formatJsonCounter(const ModuleStatistics& row, ModuleStatistics::EStatisticCounters counter)
  {
    std::ostringstream json;
    json.precision(std::numeric_limits<double>::max_digits10);
    json << "{\"calls\": " << row.getCalls(counter) << ", \"time_sum\": " << row.getTimeSum(counter) << ", \"time_mean\": "
         << row.getTimeMean(counter) << ", \"time_stddev\": " << row.getTimeStddev(counter) << ", \"memory_sum\": "
         << row.getMemorySum(counter) << ", \"memory_mean\": " << row.getMemoryMean(counter) << ", \"memory_stddev\": "
         << row.getMemoryStddev(counter) << ", \"time_memory_corr\": " << row.getTimeMemoryCorrelation(counter) << "}";
    return json.str();
  }

  std::string formatJsonRow(const ModuleStatistics& row)
  {
    std::string json = "{\"name\": " + JsonText::quote(row.getName());
    for (int i = 0; i <= ModuleStatistics::c_Total; ++i)
      json += std::string(",\n     \"") + c_counterNames[i] + "\": "
              + formatJsonCounter(row, static_cast<ModuleStatistics::EStatisticCounters>(i));
    return json + "}";
  }
}

namespace Belle2 {
  std::string formatStatisticsTable(const std::vector<ModuleStatistics>& rows, const ModuleStatistics& total,
                                    ModuleStatistics::EStatisticCounters counter)
  {
    std::size_t width = c_shortestName;
    for (const auto& row : rows) width = std::max(width, row.getName().size());
    ++width;
    const std::string line = std::string(width + c_numbersWidth, '=') + "\n";
    std::string heading = "Name";
    heading.resize(width, ' ');
    std::string text = line + heading + "|      Calls | Memory(MB) |    Time(s) |     Time(ms)/Call\n" + line;
    for (const auto& row : rows) text += formatRow(row, counter, width);
    return text + line + formatRow(total, counter, width) + line;
  }

  std::string formatStatisticsHtml(const std::vector<ModuleStatistics>& rows, const ModuleStatistics& total,
                                   ModuleStatistics::EStatisticCounters counter)
  {
    std::string text = "<table><thead><tr><th>Name</th><th>Calls</th><th>Memory(MB)</th><th>Time(s)</th><th>Time(ms)/Call</th></tr>"
                       "</thead><tbody>";
    for (const auto& row : rows) text += formatHtmlRow(row, counter);
    return text + "</tbody><tfoot>" + formatHtmlRow(total, counter) + "</tfoot></table>";
  }

  std::string formatStatisticsJson(const std::vector<ModuleStatistics>& rows, const ModuleStatistics& total)
  {
    std::string json = "{\"version\": 1,\n \"modules\": [";
    for (const auto& row : rows) json += (&row == rows.data() ? "\n    " : ",\n    ") + formatJsonRow(row);
    return json + "],\n \"global\": " + formatJsonRow(total) + "}";
  }
}
