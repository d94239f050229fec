// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/database/IntervalOfValidity.h>

#include <framework/dataobjects/EventMetaData.h>
#include <framework/logging/Logger.h>

#include <charconv>
#include <istream>
#include <ostream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace Belle2;

namespace {
  bool isInWrongOrder(int experimentLow, int runLow, int experimentHigh, int runHigh)
  {
    if (experimentLow < 0 || experimentHigh < 0) return false;
    return experimentLow > experimentHigh || (experimentLow == experimentHigh && runHigh >= 0 && runLow > runHigh);
  }

  int toInteger(const std::string& text)
  {
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
      throw std::invalid_argument("experiment and run numbers must be integers");
    return value;
  }
}

IntervalOfValidity::IntervalOfValidity(int experimentLow, int runLow, int experimentHigh, int runHigh)
  : m_experimentLow(experimentLow), m_runLow(runLow), m_experimentHigh(experimentHigh), m_runHigh(runHigh)
{
  if (experimentLow < 0 && runLow >= 0) {
    B2ERROR("The low run " << runLow << " of an interval of validity has no experiment: it is taken as undefined, too.");
    m_runLow = -1;
  }
  if (experimentHigh < 0 && runHigh >= 0) {
    B2ERROR("The high run " << runHigh << " of an interval of validity has no experiment: it is taken as undefined, too.");
    m_runHigh = -1;
  }
  if (isInWrongOrder(experimentLow, runLow, experimentHigh, runHigh)) {
    B2ERROR("The bounds " << experimentLow << "/" << runLow << " and " << experimentHigh << "/" << runHigh
            << " of an interval of validity are in the wrong order: they are swapped.");
    std::swap(m_experimentLow, m_experimentHigh);
    std::swap(m_runLow, m_runHigh);
  }
}

bool IntervalOfValidity::operator==(const IntervalOfValidity& other) const
{
  return std::tie(m_experimentLow, m_runLow, m_experimentHigh, m_runHigh)
         == std::tie(other.m_experimentLow, other.m_runLow, other.m_experimentHigh, other.m_runHigh);
}

int IntervalOfValidity::compareToLow(int experiment, int run) const
{
  if (experiment == m_experimentLow && run == m_runLow) return 0;
  if (m_experimentLow < 0) return 1;
  if (experiment < m_experimentLow) return -1;
  return experiment == m_experimentLow && run < m_runLow ? -1 : 1;
}

int IntervalOfValidity::compareToHigh(int experiment, int run) const
{
  if (experiment == m_experimentHigh && run == m_runHigh) return 0;
  if (m_experimentHigh < 0) return -1;
  if (experiment < 0 || experiment > m_experimentHigh) return 1;
  // a negative run is the end of its experiment
  return experiment == m_experimentHigh && m_runHigh >= 0 && (run > m_runHigh || run < 0) ? 1 : -1;
}

void IntervalOfValidity::makeValid()
{
  if (m_experimentLow < 0) m_runLow = -1;
  if (m_experimentHigh < 0) m_runHigh = -1;
  if (isInWrongOrder(m_experimentLow, m_runLow, m_experimentHigh, m_runHigh)) *this = IntervalOfValidity();
}

bool IntervalOfValidity::contains(int experiment, int run) const
{
  return !empty() && compareToLow(experiment, run) >= 0 && compareToHigh(experiment, run) <= 0;
}

bool IntervalOfValidity::contains(const EventMetaData& event) const
{
  return contains(event.getExperiment(), event.getRun());
}

IntervalOfValidity IntervalOfValidity::overlap(const IntervalOfValidity& iov) const
{
  if (empty() || iov.empty()) return IntervalOfValidity();
  IntervalOfValidity result(*this);
  if (compareToLow(iov.m_experimentLow, iov.m_runLow) > 0) {
    result.m_experimentLow = iov.m_experimentLow;
    result.m_runLow = iov.m_runLow;
  }
  if (compareToHigh(iov.m_experimentHigh, iov.m_runHigh) < 0) {
    result.m_experimentHigh = iov.m_experimentHigh;
    result.m_runHigh = iov.m_runHigh;
  }
  result.makeValid();
  return result;
}

bool IntervalOfValidity::trimOverlap(IntervalOfValidity& iov, bool trimOlder)
{
  if (!overlaps(iov)) return true;
  const bool isOlder = compareToLow(iov.m_experimentLow, iov.m_runLow) >= 0;
  IntervalOfValidity& older = isOlder ? *this : iov;
  IntervalOfValidity& younger = isOlder ? iov : *this;
  const int endOfYounger = older.compareToHigh(younger.m_experimentHigh, younger.m_runHigh);

  if (!trimOlder) {
    if (endOfYounger <= 0) {
      younger = IntervalOfValidity();
    } else if (older.m_runHigh < 0) {
      younger.m_experimentLow = older.m_experimentHigh + 1;
      younger.m_runLow = 0;
    } else {
      younger.m_experimentLow = older.m_experimentHigh;
      younger.m_runLow = older.m_runHigh + 1;
    }
    younger.makeValid();
    return true;
  }

  if (endOfYounger < 0) return false;
  if (younger.m_experimentLow < 0 || (younger.m_experimentLow == 0 && younger.m_runLow <= 0)) {
    older = IntervalOfValidity();
    return true;
  }
  const bool isStartOfExperiment = younger.m_runLow <= 0;
  older.m_experimentHigh = younger.m_experimentLow - (isStartOfExperiment ? 1 : 0);
  older.m_runHigh = isStartOfExperiment ? -1 : younger.m_runLow - 1;
  older.makeValid();
  return true;
}

namespace Belle2 {
  std::istream& operator>>(std::istream& input, IntervalOfValidity& iov)
  {
    iov = IntervalOfValidity();
    if (!input.good()) throw std::runtime_error("cannot read from stream");
    std::string text;
    input >> text;
    std::vector<std::string> numbers(1);
    for (const char c : text) {
      if (c == ',') numbers.emplace_back();
      else numbers.back() += c;
    }
    if (numbers.size() != 4) throw std::invalid_argument("IoV needs to be four values (firstExp,firstRun,finalExp,finalRun)");
    iov.m_experimentLow = toInteger(numbers[0]);
    iov.m_runLow = toInteger(numbers[1]);
    iov.m_experimentHigh = toInteger(numbers[2]);
    iov.m_runHigh = toInteger(numbers[3]);
    return input;
  }

  std::ostream& operator<<(std::ostream& output, const IntervalOfValidity& iov)
  {
    return output << iov.m_experimentLow << "," << iov.m_runLow << "," << iov.m_experimentHigh << "," << iov.m_runHigh;
  }
}
