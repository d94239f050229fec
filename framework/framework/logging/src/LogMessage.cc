// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogMessage.h>

#include <chrono>
#include <iomanip>
#include <ostream>
#include <tuple>

using namespace Belle2;

namespace {
  const auto s_start = std::chrono::steady_clock::now();
}

LogMessage::LogMessage(LogConfig::ELogLevel logLevel, const LogVariableStream& stream, const char* package,
                       std::string function,
                       std::string file, unsigned int line, int debugLevel):
  m_logLevel(logLevel), m_debugLevel(debugLevel), m_line(line),
  m_time(std::chrono::duration<double>(std::chrono::steady_clock::now() - s_start).count()),
  m_text(stream.getText()),
  m_package(package ? package : ""), m_function(std::move(function)), m_file(std::move(file)),
  m_variables(stream.getVariables())
{
}

bool LogMessage::operator==(const LogMessage& other) const
{
  auto key = [](const LogMessage & m) {
    return std::tie(m.m_logLevel, m.m_line, m.m_text, m.m_module, m.m_package, m.m_function, m.m_file);
  };
  return key(*this) == key(other);
}

size_t LogMessage::Hash::operator()(const LogMessage& message) const
{
  return std::hash<std::string>()(message.m_text) ^ (std::hash<std::string>()(message.m_file) * 31 +
                                                     message.m_line);
}

void LogMessage::print(std::ostream& out) const
{
  if (m_logInfo & LogConfig::c_Timestamp) {
    const auto flags = out.flags();
    out << std::fixed << std::setprecision(3) << m_time << ": ";
    out.flags(flags);
  }
  if (m_logInfo & LogConfig::c_Level) {
    out << '[' << LogConfig::logLevelToString(m_logLevel);
    if (m_logLevel == LogConfig::c_Debug) out << ':' << m_debugLevel;
    out << "] ";
  }
  if (m_logInfo & LogConfig::c_Message) out << m_text;
  if (!(m_logInfo & LogConfig::c_NoVariables)) {
    for (const auto& [name, value] : m_variables) out << "\n\t" << name << " = " << value;
  }
  printOrigin(out);
}

void LogMessage::printOrigin(std::ostream& out) const
{
  std::string origin;
  auto add = [&](LogConfig::ELogInfo part, const char* label, const std::string & value) {
    if ((m_logInfo & part) && !value.empty()) origin += label + value + ' ';
  };
  add(LogConfig::c_Module, "module: ", m_module);
  add(LogConfig::c_Package, "package: ", m_package);
  add(LogConfig::c_Function, "function: ", m_function);
  const std::string line = (m_logInfo & LogConfig::c_Line) ? ":" + std::to_string(m_line) : "";
  add(LogConfig::c_File, "@", m_file + line);
  if (!origin.empty()) out << "  { " << origin << '}';
}

std::ostream& Belle2::operator<<(std::ostream& out, const LogMessage& message)
{
  message.print(out);
  return out;
}
