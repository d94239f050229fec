// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace Belle2 {

  /**
   * Set of numbers such as "23:42,101": single numbers and ranges with both ends included, separated by commas.
   *
   * An end that is left out is the first or last number there is; "-" means the same as ":".
   */
  class NumberSequence final {
  public:
    /** std::invalid_argument with a sentence if the text is no such sequence. */
    explicit NumberSequence(const std::string& text);

    /** The numbers below a limit, each once in rising order. */
    std::vector<std::int64_t> getNumbers(std::int64_t limit) const;

  private:
    std::vector<std::pair<std::int64_t, std::int64_t>> m_ranges;
  };
}
