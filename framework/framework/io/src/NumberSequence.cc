// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/NumberSequence.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <sstream>
#include <stdexcept>

using namespace Belle2;

namespace {
  constexpr std::int64_t c_last = std::numeric_limits<std::int64_t>::max();

  std::int64_t parse(const std::string& number, std::int64_t missing, const std::string& text)
  {
    if (number.empty()) return missing;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size() || value < 0) {
      throw std::invalid_argument("The number sequence '" + text + "' is not valid, because '" + number + "' is not a number. "
                                  "Use single numbers and ranges such as '23:42,101'.");
    }
    return value;
  }
}

NumberSequence::NumberSequence(const std::string& text)
{
  std::string plain;
  std::copy_if(text.begin(), text.end(), std::back_inserter(plain), [](unsigned char c) { return !std::isspace(c); });
  if (plain.empty() ||
      plain.back() == ',') throw std::invalid_argument("The number sequence '" + text + "' is not valid: a number is missing.");
  std::istringstream stream(plain);
  for (std::string part; std::getline(stream, part, ',');) {
    const size_t colon = part.find_first_of(":-");
    if (part.empty()) throw std::invalid_argument("The number sequence '" + text + "' is not valid: a number is missing.");
    const std::int64_t first = parse(part.substr(0, colon), 0, text);
    const std::int64_t last = colon == std::string::npos ? first : parse(part.substr(colon + 1), c_last, text);
    if (last < first) throw std::invalid_argument("The number sequence '" + text + "' is not valid: the range '" + part +
                                                    "' runs backwards.");
    m_ranges.emplace_back(first, last);
  }
  std::sort(m_ranges.begin(), m_ranges.end());
}

std::vector<std::int64_t> NumberSequence::getNumbers(std::int64_t limit) const
{
  std::vector<std::int64_t> numbers;
  std::int64_t next = 0;
  for (const auto& [first, last] : m_ranges) {
    for (next = std::max(next, first); next < limit && next <= last; ++next) numbers.push_back(next);
  }
  return numbers;
}
