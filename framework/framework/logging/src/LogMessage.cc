// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogMessage.h>

#include <framework/logging/JsonText.h>

#include <chrono>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <tuple>

using namespace Belle2;
using JsonText::quote;

namespace {
  const auto s_start = std::chrono::steady_clock::now();
}

LogMessage::LogMessage(LogConfig::ELogLevel logLevel, const LogVariableStream& stream, const char* package,
                       std::string function, std::string file, unsigned int line, int debugLevel):
  m_logLevel(logLevel), m_debugLevel(debugLevel), m_line(line),
  m_time(std::chrono::duration<double>(std::chrono::steady_clock::now() - s_start).count()), m_text(stream.getMessage()),
  m_package(package ? package : ""), m_function(std::move(function)), m_file(std::move(file)),
  m_variables(stream.getVariables())
{
  stream.adjustLogLevel(m_logLevel);
}

LogMessage::LogMessage(LogConfig::ELogLevel logLevel, const std::string& message, const char* package, std::string function,
                       std::string file, unsigned int line, int debugLevel):
  LogMessage(logLevel, LogVariableStream(message), package, std::move(function), std::move(file), line, debugLevel)
{
}

bool LogMessage::operator==(const LogMessage& other) const
{
  auto key = [](const LogMessage & m) {
    return std::tie(m.m_logLevel, m.m_line, m.m_text, m.m_variables, m.m_module, m.m_package, m.m_function, m.m_file);
  };
  return key(*this) == key(other);
}

std::string LogMessage::getMessage() const
{
  std::string text = m_text;
  for (const auto& variable : m_variables) text += "\n\t" + variable.getName() + " = " + variable.getValue();
  return text;
}

LogMessage LogMessage::getShortened(size_t length) const
{
  LogMessage shorter = *this;
  shorter.m_variables.clear();
  if (m_text.size() > length) shorter.m_text = m_text.substr(0, length) + " ... (shortened)";
  shorter.m_function = m_function.substr(0, length);
  return shorter;
}

std::ostream& LogMessage::print(std::ostream& out) const
{
  if (m_logInfo & LogConfig::c_Timestamp) {
    const auto flags = out.flags();
    const auto precision = out.precision(3);
    out << std::fixed << m_time << ": ";
    out.precision(precision);
    out.flags(flags);
  }
  if (m_logInfo & LogConfig::c_Level) {
    out << '[' << LogConfig::logLevelToString(m_logLevel);
    if (m_logLevel == LogConfig::c_Debug) out << ':' << m_debugLevel;
    out << "] ";
  }
  if (m_context.proc != -1) out << '(' << m_context.proc << ") ";
  if (m_logInfo & LogConfig::c_Message) out << (m_logInfo & LogConfig::c_NoVariables ? m_text : getMessage());
  printOrigin(out);
  return out << '\n';
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
  const std::string line = (m_logInfo & LogConfig::c_Line) && !m_file.empty() ? ":" + std::to_string(m_line) : "";
  if (m_logInfo & LogConfig::c_File) add(LogConfig::c_File, "@", m_file + line);
  else add(LogConfig::c_Line, "", line);
  if (!origin.empty()) out << "  { " << origin << '}';
}

std::string LogMessage::toJSON(bool complete) const
{
  const unsigned int info = complete ? ~static_cast<unsigned int>(LogConfig::c_NoVariables) : m_logInfo;
  std::ostringstream json;
  // Without the severity a line is of no use to a program, so it is always there.
  json << "{\"level\":" << quote(LogConfig::logLevelToString(m_logLevel));
  auto add = [&](unsigned int part, const char* key, const std::string & value) {
    if (info & part) json << ",\"" << key << "\":" << value;
  };
  add(LogConfig::c_Message, "message", quote(m_text));
  const bool showVariables = (complete || !m_variables.empty()) && !(info & LogConfig::c_NoVariables);
  if (showVariables) add(LogConfig::c_Message, "variables", getVariablesAsJSON());
  add(LogConfig::c_Module, "module", quote(m_module));
  add(LogConfig::c_Package, "package", quote(m_package));
  add(LogConfig::c_Function, "function", quote(m_function));
  add(LogConfig::c_File, "file", quote(m_file));
  add(LogConfig::c_Line, "line", std::to_string(m_line));
  if (info & LogConfig::c_Timestamp) json << ",\"timestamp\":" << std::fixed << std::setprecision(3) << m_time;
  if (complete || m_context.proc != -1) json << ",\"proc\":" << m_context.proc;
  if (complete) json << getContextAsJSON();
  json << "}\n";
  return json.str();
}

std::string LogMessage::getVariablesAsJSON() const
{
  std::string json;
  for (const auto& variable : m_variables)
    json += (json.empty() ? "" : ",") + quote(variable.getName()) + ":" + quote(variable.getValue());
  return "{" + json + "}";
}

std::string LogMessage::getContextAsJSON() const
{
  std::ostringstream json;
  json << ",\"count\":" << m_count;
  if (m_context.valid)
    json << ",\"experiment\":" << m_context.experiment << ",\"run\":" << m_context.run << ",\"subrun\":" << m_context.subrun
         << ",\"event\":" << m_context.event;
  if (m_context.hasStatistics) json << ",\"nruns\":" << m_context.nruns << ",\"nevents\":" << m_context.nevents;
  json << ",\"initialize\":" << (m_context.initialize ? "true" : "false");
  return json.str();
}

std::ostream& Belle2::operator<<(std::ostream& out, const LogMessage& message)
{
  return message.print(out);
}
