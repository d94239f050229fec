// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConnectionConsole.h>

namespace Belle2 {

  /** One line of JSON per message to standard output. */
  class LogConnectionJSON final: public LogConnectionBase {
  public:
    /** A complete line holds everything that is known, whatever parts are asked for. */
    explicit LogConnectionJSON(bool complete);
    bool isConnected() override { return m_console.isConnected(); }
    bool sendMessage(const LogMessage& message) override;

  private:
    LogConnectionConsole m_console;
    bool m_complete;
  };
}
