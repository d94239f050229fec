// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConfig.h>
#include <framework/logging/LogConnectionBase.h>
#include <framework/logging/LogContext.h>
#include <framework/logging/LogMemory.h>
#include <framework/logging/LogMessage.h>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace Belle2 {

  /** Decides which messages are shown, counts them, hands them to the connections and ends the job at the abort level. */
  class LogSystem final {
  public:
    /** Number of different warnings and errors that the error summary can show. */
    static constexpr size_t c_errorSummaryMaxLines = LogMemory::c_capacity;

    static LogSystem& Instance();

    LogConfig* getLogConfig() { return &m_logConfig; }
    /** Configuration of a package, made on first use with nothing set. */
    LogConfig& getPackageLogConfig(const std::string& package) { return m_packageLogConfigs[package]; }
    void addPackageLogConfig(const std::string& package, const LogConfig& config) { m_packageLogConfigs[package] = config; }
    /** Configuration of all modules of a name; the module's own settings win. */
    LogConfig& getModuleLogConfig(const std::string& module) { return m_moduleLogConfigs[module]; }

    /** Sets the running module. Both arguments are kept by address, because this happens for each call of a module. */
    void updateModule(const LogConfig* config, const std::string& name)
    {
      m_currentModuleConfig = config;
      m_currentModuleName = &name;
    }
    void updateModule(const LogConfig* config, std::string&& name) = delete;
    /** No module is running. */
    void updateModule(std::nullptr_t = nullptr)
    {
      m_currentModuleConfig = nullptr;
      m_currentModuleName = nullptr;
    }

    /** Asks package, running module and global configuration in this order; errors are always enabled. */
    bool isLevelEnabled(LogConfig::ELogLevel level, int debugLevel = 0, const char* package = nullptr) const
    {
      return level >= LogConfig::c_Error || isConfigured(level, debugLevel, package);
    }
    /** The first configuration in that order that has a level. */
    const LogConfig& getCurrentLogConfig(const char* package = nullptr) const;
    LogConfig::ELogLevel getCurrentLogLevel(const char* package = nullptr) const
    {
      return getCurrentLogConfig(package).getLogLevel();
    }
    int getCurrentDebugLevel(const char* package = nullptr) const { return getCurrentLogConfig(package).getDebugLevel(); }

    /** Shows and counts the message if it is enabled; does not return if its level is at or above the abort level.
     * True if a connection has taken it. */
    bool sendMessage(LogMessage&& message);

    /** Takes over the connection. */
    void addLogConnection(std::unique_ptr<LogConnectionBase> connection) { m_connections.push_back(std::move(connection)); }
    void addLogConnection(LogConnectionBase* connection) { m_connections.emplace_back(connection); }
    void resetLogConnections() { m_connections.clear(); }
    /** Back to defaults: configurations, counters and one console connection. */
    void resetLogging();

    int getMessageCounter(LogConfig::ELogLevel level) const { return level < LogConfig::c_Default ? m_counters[level] : 0; }
    /** Also forgets what the error summary and the repetitions remember. */
    void resetMessageCounter();

    /** After this number of messages of equal severity and text further ones are only counted; 0 shows all. */
    void setMaxMessageRepetitions(unsigned int repetitions) { m_maxRepetitions = repetitions; }
    unsigned int getMaxMessageRepetitions() const { return m_maxRepetitions; }

    /** With the summary enabled warnings and errors are remembered. */
    void enableErrorSummary(bool enable) { m_errorSummary = enable; }
    /** Shows remembered warnings and errors with their numbers, then forgets them. */
    void printErrorSummary();

    /** Where the job runs, which may change the severity of messages (LogModRealm). */
    void setRealm(LogConfig::ELogRealm realm) { m_realm = realm; }
    LogConfig::ELogRealm getRealm() const { return m_realm; }

    /** How to find out about the moment of a message. */
    void setContext(std::function<LogContext()> context) { m_context = std::move(context); }
    LogContext getContext() const { return m_context ? m_context() : LogContext(); }
    /** Called before the job ends at the abort level, for instance to close files. */
    void setAbortHandler(std::function<void()> handler) { m_abortHandler = std::move(handler); }

  private:
    LogSystem();
    bool isConfigured(LogConfig::ELogLevel level, int debugLevel, const char* package) const;
    const LogConfig* findPackageLogConfig(const char* package) const;
    const LogConfig* findModuleLogConfig() const;
    LogConfig::ELogLevel getCurrentAbortLevel(const char* package) const;
    unsigned int getCurrentLogInfo(LogConfig::ELogLevel level, const char* package) const;
    /** Number of messages like this one so far, if they are counted. */
    unsigned int count(const LogMessage& message);
    bool deliver(const LogMessage& message);
    /** Deliver a text of the log system itself, which is neither counted nor a reason to stop. */
    void show(LogConfig::ELogLevel level, const std::string& text);
    void showSuppressed();
    [[noreturn]] void abort();

    LogConfig m_logConfig;
    std::map<std::string, LogConfig, std::less<>> m_packageLogConfigs;
    std::map<std::string, LogConfig> m_moduleLogConfigs;
    const LogConfig* m_currentModuleConfig = nullptr;
    const std::string* m_currentModuleName = nullptr;
    std::vector<std::unique_ptr<LogConnectionBase>> m_connections;
    std::array<int, LogConfig::c_Default> m_counters{};
    unsigned int m_maxRepetitions = 0;
    unsigned int m_suppressed = 0;
    /** Warnings and worse, and all others, so that these cannot take the place of those. */
    LogMemory m_severe;
    LogMemory m_harmless;
    bool m_errorSummary = false;
    bool m_aborting = false;
    LogConfig::ELogRealm m_realm = LogConfig::c_None;
    std::function<LogContext()> m_context;
    std::function<void()> m_abortHandler;
  };
}
