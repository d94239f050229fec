// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/NumberSequence.h>

#include <charconv>
#include <sstream>
#include <stdexcept>

namespace {
  constexpr const char* c_space = " \t\n\r\f\v";
}

bool Belle2::isBlank(const std::string& text)
{
  return text.find_first_not_of(c_space) == std::string::npos;
}

std::int64_t Belle2::parseSequenceNumber(const std::string& part, const std::string& sequence)
{
  const size_t first = part.find_first_not_of(c_space);
  const std::string number = isBlank(part) ? "" : part.substr(first, part.find_last_not_of(c_space) - first + 1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size()) {
    throw std::invalid_argument("The number sequence '" + sequence + "' is not valid, because '" + number + "' is not a number. "
                                "Use single numbers and ranges such as '23:42,101'.");
  }
  return value;
}

std::set<std::int64_t> Belle2::generate_number_sequence(const std::string& text)
{
  std::set<std::int64_t> numbers;
  // the comma makes the stream give the part behind the last one also if that is empty
  std::istringstream stream(text + ",");
  for (std::string part; std::getline(stream, part, ',');) {
    const size_t colon = part.find(':');
    const std::int64_t first = parseSequenceNumber(part.substr(0, colon), text);
    const std::int64_t last = colon == std::string::npos ? first : parseSequenceNumber(part.substr(colon + 1), text);
    for (std::int64_t number = first; number <= last; ++number) {
      numbers.insert(number);
      if (number == last) break;  // one more may be too large for the type
    }
  }
  return numbers;
}
