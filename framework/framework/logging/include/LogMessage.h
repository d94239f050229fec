// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConfig.h>
#include <framework/logging/LogContext.h>
#include <framework/logging/LogVariableStream.h>

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace Belle2 {

  /** One message with where and when it was issued. */
  class LogMessage final {
  public:
    /** The severity is that of the realm if the stream holds a LogModRealm that applies. */
    LogMessage(LogConfig::ELogLevel logLevel, const LogVariableStream& stream, const char* package, std::string function,
               std::string file, unsigned int line, int debugLevel = 0);
    LogMessage(LogConfig::ELogLevel logLevel, const std::string& message, const char* package, std::string function,
               std::string file, unsigned int line, int debugLevel = 0);

    LogConfig::ELogLevel getLogLevel() const { return m_logLevel; }
    int getDebugLevel() const { return m_debugLevel; }
    /** Text without the variables. */
    const std::string& getText() const { return m_text; }
    /** Text and variables. */
    std::string getMessage() const;
    const std::vector<LogVar>& getLogVariables() const { return m_variables; }
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
    /** How often a message of this severity and text has come, with this one; 0 if that is not counted. */
    void setCount(int count) { m_count = count; }
    void setContext(const LogContext& context) { m_context = context; }

    /** Writes the requested parts, and a newline at the end. */
    std::ostream& print(std::ostream& out) const;
    /** One line of JSON that ends with a newline: the requested parts, or everything with the moment of the message. */
    std::string toJSON(bool complete) const;

    /** A copy without variables and with a text of at most some bytes, for connections that cannot carry everything. */
    LogMessage getShortened(size_t length) const;

    /** Same message but for time and moment. */
    bool operator==(const LogMessage& other) const;
    bool operator!=(const LogMessage& other) const { return !(*this == other); }

    /** Tells messages apart, and hashes them, by severity and text only: what looks the same is the same for a reader. */
    struct TextHasher {
      size_t operator()(const LogMessage& message) const
      {
        return std::hash<std::string>()(message.m_text) ^ static_cast<size_t>(message.m_logLevel);
      }
      bool operator()(const LogMessage& a, const LogMessage& b) const
      {
        return a.m_logLevel == b.m_logLevel && a.m_text == b.m_text;
      }
    };

  private:
    void printOrigin(std::ostream& out) const;
    std::string getVariablesAsJSON() const;
    std::string getContextAsJSON() const;

    LogConfig::ELogLevel m_logLevel;
    int m_debugLevel;
    unsigned int m_line;
    unsigned int m_logInfo = LogConfig::c_Level | LogConfig::c_Message;
    int m_count = 0;
    double m_time;
    LogContext m_context;
    std::string m_text;
    std::string m_module;
    std::string m_package;
    std::string m_function;
    std::string m_file;
    std::vector<LogVar> m_variables;
  };

  std::ostream& operator<<(std::ostream& out, const LogMessage& message);
}
