// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>

namespace Belle2 {
  /** Carries what the data store holds of an event, and the statistics, from one process to another one with the same modules. */
  class EventStreamer final {
  public:
    EventStreamer() = delete;

    /** Content of all entries of the event, and the statistics, as bytes. */
    static std::string write();
    /** Make the event what the bytes say, and add the statistics; std::runtime_error if the bytes are not complete. */
    static void read(const std::string& bytes);
  };
}
