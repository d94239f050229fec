// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

namespace Belle2 {

  class LogMessage;

  /** Where messages go. */
  class LogConnectionBase {
  public:
    virtual ~LogConnectionBase() = default;
    /** False once the connection is of no use any more. */
    virtual bool isConnected() = 0;
    /** Returns true if the message arrived. */
    virtual bool sendMessage(const LogMessage& message) = 0;
    /** Called before the job ends by an error, while everything can still be written. */
    virtual void finalizeOnAbort() {}
  };
}
