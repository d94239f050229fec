// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConnectionFileDescriptor.h>

#include <string>

namespace Belle2 {

  /** Text to a file. */
  class LogConnectionTxtFile final: public LogConnectionFileDescriptor {
  public:
    /** Throws std::runtime_error if the file cannot be opened. */
    explicit LogConnectionTxtFile(const std::string& filename, bool append = false);
    ~LogConnectionTxtFile() override;
    LogConnectionTxtFile(const LogConnectionTxtFile&) = delete;
    LogConnectionTxtFile& operator=(const LogConnectionTxtFile&) = delete;
  };
}
