// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogMemory.h>

#include <algorithm>
#include <tuple>

namespace Belle2 {
  unsigned int LogMemory::add(const LogMessage& message)
  {
    const auto found = m_messages.find(message);
    if (found != m_messages.end()) return ++found->second;
    if (m_messages.size() >= c_capacity) {
      m_hasForgotten = true;
      return 0;
    }
    m_messages.emplace(message, 1);
    return 1;
  }

  std::vector<LogMemory::Entry> LogMemory::getSorted() const
  {
    std::vector<Entry> entries;
    for (const auto& [message, count] : m_messages) entries.emplace_back(&message, count);
    std::sort(entries.begin(), entries.end(), [](const Entry & a, const Entry & b) {
      return std::make_tuple(b.first->getLogLevel(), b.second, a.first->getTime())
             < std::make_tuple(a.first->getLogLevel(), a.second, b.first->getTime());
    });
    return entries;
  }

  void LogMemory::clear()
  {
    m_messages.clear();
    m_hasForgotten = false;
  }
}
