// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogMessage.h>

#include <unordered_map>
#include <utility>
#include <vector>

namespace Belle2 {

  /** Remembers different messages, and how often each came. What is new when it is full is not remembered. */
  class LogMemory final {
  public:
    /** Number of messages that are remembered at most. */
    static constexpr size_t c_capacity = 100;

    /** The first message of its kind, and the number of those like it. */
    using Entry = std::pair<const LogMessage*, unsigned int>;

    /** Number of messages of this severity and text so far, with this one; 0 if it is not remembered. */
    unsigned int add(const LogMessage& message);
    /** The most severe and most frequent messages first. */
    std::vector<Entry> getSorted() const;
    /** True if there was a message that could not be remembered. */
    bool hasForgotten() const { return m_hasForgotten; }
    void clear();

  private:
    std::unordered_map<LogMessage, unsigned int, LogMessage::TextHasher, LogMessage::TextHasher> m_messages;
    bool m_hasForgotten = false;
  };
}
