// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>

namespace Belle2 {

  /** What is shown of which messages, for the whole job, a package or a module. */
  class LogConfig final {
  public:
    /** Severities in rising order; c_Default means "not set here, ask the next configuration". */
    enum ELogLevel { c_Debug = 0, c_Info, c_Result, c_Warning, c_Error, c_Fatal, c_Default };

    /** Parts of a message, combined as bits. */
    enum ELogInfo {
      c_Level = 1, c_Message = 2, c_Module = 4, c_Package = 8, c_Function = 16, c_File = 32, c_Line = 64, c_Timestamp = 128,
      c_NoVariables = 256
    };

    /** Where a job runs: some messages are more severe in one place than in another. */
    enum ELogRealm { c_None = 0, c_Online, c_Production };

    static constexpr int c_DefaultDebugLevel = 10;

    LogConfig(ELogLevel logLevel = c_Default, int debugLevel = c_DefaultDebugLevel);

    /** Errors cannot be silenced: c_Fatal gives a warning and c_Error. */
    void setLogLevel(ELogLevel logLevel);
    ELogLevel getLogLevel() const { return m_logLevel; }

    /** Debug messages up to this level are shown once the log level is c_Debug. */
    void setDebugLevel(int debugLevel) { m_debugLevel = debugLevel; }
    int getDebugLevel() const { return m_debugLevel; }

    /** Messages of this level and above end the job; levels above c_Fatal become c_Fatal. */
    void setAbortLevel(ELogLevel abortLevel) { m_abortLevel = abortLevel > c_Fatal ? c_Fatal : abortLevel; }
    ELogLevel getAbortLevel() const { return m_abortLevel; }

    /** Parts shown for messages of a level, as bits of ELogInfo. */
    void setLogInfo(ELogLevel logLevel, unsigned int logInfo);
    unsigned int getLogInfo(ELogLevel logLevel) const { return logLevel < c_Default ? m_logInfo[logLevel] : 0; }
    /** True if setLogInfo was called for this level. */
    bool hasLogInfo(ELogLevel logLevel) const { return logLevel < c_Default && m_hasLogInfo[logLevel]; }

    /** "DEBUG", "INFO" ... */
    static const char* logLevelToString(ELogLevel logLevel);
    /** Inverse of logLevelToString in any case; c_Default if the name is unknown. */
    static ELogLevel stringToLogLevel(const std::string& name);

    /** "none", "online" or "production". */
    static const char* logRealmToString(ELogRealm realm);
    /** Inverse of logRealmToString in any case; nothing if the name is unknown. */
    static std::optional<ELogRealm> stringToLogRealm(const std::string& name);

    /** False as long as no configuration ever asked for debug messages, which makes disabled ones cost one branch. */
    static bool isDebugUsed() { return s_debugUsed; }

  private:
    ELogLevel m_logLevel = c_Default;
    int m_debugLevel;
    ELogLevel m_abortLevel = c_Fatal;
    std::array<unsigned int, c_Default> m_logInfo;
    std::array<bool, c_Default> m_hasLogInfo{};
    static bool s_debugUsed;
  };
}
