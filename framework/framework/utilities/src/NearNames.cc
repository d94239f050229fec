// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/NearNames.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace {
  /** Levenshtein distance without regard to case. */
  unsigned int getDistance(const std::string& a, const std::string& b)
  {
    std::vector<unsigned int> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
      unsigned int diagonal = row[0]++;
      for (std::size_t j = 0; j < b.size(); ++j) {
        const bool same = std::tolower(static_cast<unsigned char>(a[i])) == std::tolower(static_cast<unsigned char>(b[j]));
        const unsigned int changed = diagonal + !same;
        diagonal = row[j + 1];
        row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
      }
    }
    return row.back();
  }
}

namespace Belle2 {
  std::vector<std::string> findNearNames(const std::string& wanted, const std::vector<std::string>& names)
  {
    std::vector<std::pair<unsigned int, std::string>> near;
    const unsigned int limit = std::max<std::size_t>(1, wanted.size() / 3);
    for (const auto& name : names)
      if (unsigned int distance = getDistance(wanted, name); distance <= limit) near.emplace_back(distance, name);
    std::sort(near.begin(), near.end());
    std::vector<std::string> result;
    for (std::size_t i = 0; i < near.size() && i < 3; ++i) result.push_back(near[i].second);
    return result;
  }

  std::string suggestNearNames(const std::string& wanted, const std::vector<std::string>& names)
  {
    std::string text;
    for (const auto& name : findNearNames(wanted, names)) text += (text.empty() ? " Did you mean '" : ", '") + name + "'";
    return text.empty() ? "" : text + "?";
  }
}
