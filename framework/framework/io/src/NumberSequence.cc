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

  std::string strip(const std::string& text)
  {
    constexpr const char* c_space = " \t\n\r\f\v";
    const size_t first = text.find_first_not_of(c_space);
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(c_space) - first + 1);
  }

  std::int64_t parse(const std::string& part, std::int64_t missing, const std::string& text)
  {
    const std::string number = strip(part);
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
  // the comma makes the stream give the part behind the last one also if that is empty
  std::istringstream stream(text + ",");
  for (std::string part; std::getline(stream, part, ',');) {
    const size_t colon = part.find_first_of(":-");
    if (strip(part).empty()) throw std::invalid_argument("The number sequence '" + text + "' is not valid: a number is missing.");
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
