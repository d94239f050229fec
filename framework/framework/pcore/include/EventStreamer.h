// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

class TBuffer;

namespace Belle2 {
  struct StoreEntry;

  /** Makes bytes of what the data store holds of an event, and an event of the bytes. */
  class EventStreamer final {
  public:
    EventStreamer() = delete;

    /** Content of all entries of the event, and the statistics, for another process with the same modules. */
    static std::string write();
    /** Make the event what the bytes say, and add the statistics; std::runtime_error if the bytes are not complete. */
    static void read(const std::string& bytes);

    /** Those of the entries that exist. */
    static void writeEntries(TBuffer& buffer, const std::vector<StoreEntry*>& entries);
    /**
     * Make the event what the buffer says: other entries do not exist afterwards, and what is not registered is passed over.
     * std::runtime_error if the class of an object is not known or not the right one.
     */
    static void readEntries(TBuffer& buffer);
  };
}
