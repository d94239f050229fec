// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/NumberSequence.h>

#include <framework/utilities/NumberSequence.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <stdexcept>

using namespace Belle2;

namespace {
  constexpr std::int64_t c_last = std::numeric_limits<std::int64_t>::max();

  std::int64_t parse(const std::string& part, std::int64_t missing, const std::string& text)
  {
    const std::int64_t value = isBlank(part) ? missing : parseSequenceNumber(part, text);
    if (value >= 0) return value;
    throw std::invalid_argument("The number sequence '" + text + "' is not valid: entries count from 0.");
  }
}

NumberSequence::NumberSequence(const std::string& text)
{
  // the comma makes the stream give the part behind the last one also if that is empty
  std::istringstream stream(text + ",");
  for (std::string part; std::getline(stream, part, ',');) {
    const size_t colon = part.find_first_of(":-");
    if (isBlank(part)) throw std::invalid_argument("The number sequence '" + text + "' is not valid: a number is missing.");
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
