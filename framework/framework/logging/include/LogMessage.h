// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConfig.h>
#include <framework/logging/LogVariableStream.h>

#include <iosfwd>

namespace Belle2 {

  /** One message with where and when it was issued. */
  class LogMessage final {
  public:
    using Variables = std::vector<std::pair<std::string, std::string>>;

    /** Variables are kept in the order given. */
    LogMessage(LogConfig::ELogLevel logLevel, const LogVariableStream& stream, const char* package, std::string function,
               std::string file,
               unsigned int line, int debugLevel = 0);

    LogConfig::ELogLevel getLogLevel() const { return m_logLevel; }
    int getDebugLevel() const { return m_debugLevel; }
    const std::string& getText() const { return m_text; }
    const Variables& getVariables() const { return m_variables; }
    const std::string& getModule() const { return m_module; }
    const std::string& getPackage() const { return m_package; }
    const std::string& getFunction() const { return m_function; }
    const std::string& getFile() const { return m_file; }
    unsigned int getLine() const { return m_line; }
    /** Seconds since the start of the job. */
    double getTime() const { return m_time; }

    void setModule(const std::string& module) { m_module = module; }
    /** Parts to print, as bits of LogConfig::ELogInfo. */
    void setLogInfo(unsigned int logInfo) { m_logInfo = logInfo; }
    unsigned int getLogInfo() const { return m_logInfo; }

    /** Writes the requested parts without a newline at the end. */
    void print(std::ostream& out) const;

    /** Same message for counting: time and variables do not matter. */
    bool operator==(const LogMessage& other) const;

    /** For unordered containers, consistent with operator==. */
    struct Hash {
      size_t operator()(const LogMessage& message) const;
    };

  private:
    void printOrigin(std::ostream& out) const;

    LogConfig::ELogLevel m_logLevel;
    int m_debugLevel;
    unsigned int m_line;
    unsigned int m_logInfo = LogConfig::c_Level | LogConfig::c_Message;
    double m_time;
    std::string m_text;
    std::string m_module;
    std::string m_package;
    std::string m_function;
    std::string m_file;
    Variables m_variables;
  };

  std::ostream& operator<<(std::ostream& out, const LogMessage& message);
}
