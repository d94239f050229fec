// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace Belle2 {
  /** At most three of the names that differ little from the wanted one, nearest first. */
  std::vector<std::string> findNearNames(const std::string& wanted, const std::vector<std::string>& names);
  /** Question for near names to put behind a sentence, such as " Did you mean 'Path'?"; empty without any. */
  std::string suggestNearNames(const std::string& wanted, const std::vector<std::string>& names);
}
