// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace Belle2 {
  /** The number that a part of a sequence is, apart from spaces; std::invalid_argument names the part and the sequence. */
  std::int64_t parseSequenceNumber(const std::string& part, const std::string& sequence);
  /** Whether there is nothing but spaces. */
  bool isBlank(const std::string& text);

  /**
   * The numbers of a text such as "-1,3:5": single numbers, also negative ones, and ranges with both ends, separated by commas.
   *
   * A range that runs backwards is empty, spaces do not count.
   * std::invalid_argument with a sentence if the text is no such sequence.
   * For entries of files there is the class NumberSequence of the package io.
   */
  std::set<std::int64_t> generate_number_sequence(const std::string& text);
}
