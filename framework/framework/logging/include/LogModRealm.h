// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConfig.h>

namespace Belle2 {

  /** Written to a message, gives it another severity if the job runs in a realm. */
  class LogModRealm final {
  public:
    LogModRealm(LogConfig::ELogRealm realm, LogConfig::ELogLevel logLevel): m_realm(realm), m_logLevel(logLevel) {}
    LogConfig::ELogRealm getRealm() const { return m_realm; }
    LogConfig::ELogLevel getLogLevel() const { return m_logLevel; }

  private:
    LogConfig::ELogRealm m_realm;
    LogConfig::ELogLevel m_logLevel;
  };
}

// As in basf2, code outside the namespace finds it, too.
using Belle2::LogModRealm;
