// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Environment.h>
#include <framework/logging/LogConnectionConsole.h>
#include <framework/logging/LogConnectionJSON.h>
#include <framework/logging/LogConnectionTxtFile.h>
#include <framework/logging/LogConnectionUDP.h>
#include <framework/logging/Logger.h>

#include <limits>
#include <memory>

#include <unistd.h>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  /** Settings of the whole job behind the object basf2.logging. */
  struct Logging {};

  LogSystem& log()
  {
    return LogSystem::Instance();
  }

  /** Write to sys.stdout what its encoding can express, and the rest as Python writes it in source text. */
  void writeToStdout(nb::handle stream, const std::string& text)
  {
    const nb::object decoded = nb::steal(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()),
                                                              "backslashreplace"));
    try {
      stream.attr("write")(decoded);
    } catch (nb::python_error& error) {
      if (!error.matches(PyExc_UnicodeEncodeError)) throw;
      const nb::object encoding = stream.attr("encoding");
      stream.attr("write")(decoded.attr("encode")(encoding, "backslashreplace").attr("decode")(encoding));
    }
  }

  /** False if there is no sys.stdout that takes the text, as before the start and after the end of Python. */
  bool writeToPython(const std::string& text)
  {
    if (!Py_IsInitialized()) return false;
    nb::gil_scoped_acquire lock;
    // A message may be issued while Python handles an exception, which must survive it.
    nb::error_scope exceptionBefore;
    const nb::handle stream = PySys_GetObject("stdout");
    if (!stream.is_valid() || stream.is_none()) return false;
    try {
      writeToStdout(stream, text);
    } catch (nb::python_error&) {
      return false;
    }
    return true;
  }

  void bindEnums(nb::module_& module)
  {
    completeEnum(nb::enum_<LogConfig::ELogLevel>(module, "LogLevel", nb::is_arithmetic(), "Severities in rising order.")
                 .value("DEBUG", LogConfig::c_Debug).value("INFO", LogConfig::c_Info).value("RESULT", LogConfig::c_Result)
                 .value("WARNING", LogConfig::c_Warning).value("ERROR", LogConfig::c_Error)
                 .value("FATAL", LogConfig::c_Fatal).value("default", LogConfig::c_Default));
    completeEnum(nb::enum_<LogConfig::ELogInfo>(module, "LogInfo", nb::is_arithmetic(),
                                                "Parts of a message, to be combined with |.")
                 .value("LEVEL", LogConfig::c_Level).value("MESSAGE", LogConfig::c_Message)
                 .value("MODULE", LogConfig::c_Module).value("PACKAGE", LogConfig::c_Package)
                 .value("FUNCTION", LogConfig::c_Function).value("FILE", LogConfig::c_File)
                 .value("LINE", LogConfig::c_Line).value("TIMESTAMP", LogConfig::c_Timestamp));
  }

  void bindConfig(nb::module_& module)
  {
    nb::class_<LogConfig>(module, "LogConfig", "Which messages are shown, and which parts of them.")
    .def(nb::init<LogConfig::ELogLevel, int>(), "level"_a = LogConfig::c_Default,
         "debug_level"_a = LogConfig::c_DefaultDebugLevel)
    .def_prop_rw("log_level", &LogConfig::getLogLevel, &LogConfig::setLogLevel, "Least severity that is shown.")
    .def_prop_rw("debug_level", &LogConfig::getDebugLevel, &LogConfig::setDebugLevel,
                 "Largest level of the debug messages that are shown.")
    .def_prop_rw("abort_level", &LogConfig::getAbortLevel, &LogConfig::setAbortLevel, "Least severity that ends the job.")
    .def("set_log_level", &LogConfig::setLogLevel, "log_level"_a)
    .def("set_debug_level", &LogConfig::setDebugLevel, "debug_level"_a)
    .def("set_abort_level", &LogConfig::setAbortLevel, "abort_level"_a)
    .def("set_info", &LogConfig::setLogInfo, "log_level"_a, "log_info"_a, "Parts (LogInfo) shown for messages of a level.")
    .def("get_info", &LogConfig::getLogInfo, "log_level"_a);
  }

  void setLogLevel(const Logging&, LogConfig::ELogLevel level)
  {
    if (Environment::Instance().getLogLevelOverride() < 0) log().getLogConfig()->setLogLevel(level);
  }

  nb::dict getCounters(const Logging&)
  {
    nb::dict counters;
    for (int i = LogConfig::c_Debug; i < LogConfig::c_Default; ++i) {
      const auto level = static_cast<LogConfig::ELogLevel>(i);
      counters[nb::cast(level)] = log().getMessageCounter(level);
    }
    return counters;
  }

  void setPythonLogging(const Logging&, bool enable)
  {
    LogConnectionConsole::setWriter(enable ? writeToPython : LogConnectionConsole::Writer());
  }

  void bindProperties(nb::class_<Logging>& type)
  {
    type.def_prop_rw("log_level", [](const Logging&) { return log().getLogConfig()->getLogLevel(); }, &setLogLevel,
    "Least severity that is shown; the option -l beats it.")
    .def_prop_rw("debug_level", [](const Logging&) { return log().getLogConfig()->getDebugLevel(); },
    [](const Logging&, int level) { log().getLogConfig()->setDebugLevel(level); },
    "Largest level of the debug messages that are shown.")
    .def_prop_rw("abort_level", [](const Logging&) { return log().getLogConfig()->getAbortLevel(); },
    [](const Logging&, LogConfig::ELogLevel level) { log().getLogConfig()->setAbortLevel(level); },
    "Least severity that ends the job.")
    .def_prop_rw("max_repetitions", [](const Logging&) { return log().getMaxMessageRepetitions(); },
    [](const Logging&, unsigned int n) { log().setMaxMessageRepetitions(n); },
    "How often messages of the same severity and text are shown before they are only counted; 0 means always.")
    .def_prop_rw("enable_python_logging", [](const Logging&) { return LogConnectionConsole::hasWriter(); }, &setPythonLogging,
    "Write to sys.stdout what goes to the console.")
    .def_prop_rw("enable_escape_newlines",
    [](const Logging&) { return LogConnectionFileDescriptor::getEscapeNewlinesEnabled(); },
    [](const Logging&, bool enable) { LogConnectionFileDescriptor::setEscapeNewlinesEnabled(enable); },
    "Write newlines inside messages as \\n, so that each message is one line.")
    .def_prop_ro("log_stats", &getCounters, "Dictionary of the numbers of messages by severity.");
  }

  void addConsole(const Logging&, std::optional<bool> color)
  {
    const bool colored = color.value_or(LogConnectionFileDescriptor::terminalSupportsColors(STDOUT_FILENO));
    log().addLogConnection(std::make_unique<LogConnectionConsole>(STDOUT_FILENO, colored));
  }

  void addUdp(const Logging&, const std::string& hostname, long port)
  {
    if (port < 1 || port > std::numeric_limits<unsigned short>::max())
      throw nb::value_error(("The port " + std::to_string(port) + " is not one from 1 to 65535.").c_str());
    log().addLogConnection(std::make_unique<LogConnectionUDP>(hostname, static_cast<unsigned short>(port)));
  }

  void bindConnections(nb::class_<Logging>& type)
  {
    type.def("add_file", [](const Logging&, const std::string & filename, bool append) {
      if (filename.find('\0') != std::string::npos) throw nb::value_error("The name of a log file cannot hold a NUL character.");
      log().addLogConnection(std::make_unique<LogConnectionTxtFile>(filename, append));
    }, "filename"_a, "append"_a = false, "Write the messages to a file, too.")
    .def("add_console", &addConsole, "enable_color"_a = nb::none(),
         "Write the messages to the standard output, coloured if asked for or, without an argument, if it can.")
    .def("add_json", [](const Logging&, bool complete) {
      log().addLogConnection(std::make_unique<LogConnectionJSON>(complete));
    }, "complete_info"_a = false,
                      "Write each message to the standard output as one line of JSON, with the parts shown or all that is known.")
    .def("add_udp", &addUdp, "hostname"_a, "port"_a,
         "Send each message to a host, as a datagram of JSON with all that is known. Raises RuntimeError for an unknown host.")
    .def("reset", [](const Logging&) { log().resetLogConnections(); }, "Write the messages nowhere any more.")
    .def_static("terminal_supports_colors", [] { return LogConnectionFileDescriptor::terminalSupportsColors(STDOUT_FILENO); });
  }

  void bindConfigs(nb::class_<Logging>& type)
  {
    type.def("package", [](const Logging&, const std::string & name) -> LogConfig& { return log().getPackageLogConfig(name); },
             "package"_a, nb::rv_policy::reference, "Settings for the messages of a package.")
    .def("set_package", [](const Logging&, const std::string & name, const LogConfig & config) {
      log().addPackageLogConfig(name, config);
    }, "package"_a, "config"_a)
    .def("module", [](const Logging&, const std::string & name) -> LogConfig& { return log().getModuleLogConfig(name); },
         "name"_a, nb::rv_policy::reference, "Settings for the messages of all modules of a name; those of a module itself win.")
    .def("set_info", [](const Logging&, LogConfig::ELogLevel level, unsigned int info) {
      log().getLogConfig()->setLogInfo(level, info);
    }, "log_level"_a, "log_info"_a, "Parts (LogInfo) shown for messages of a level.")
    .def("get_info", [](const Logging&, LogConfig::ELogLevel level) { return log().getLogConfig()->getLogInfo(level); },
    "log_level"_a)
    .def("zero_counters", [](const Logging&) { log().resetMessageCounter(); }, "Forget all messages so far.")
    .def("enable_summary", [](const Logging&, bool enable) { log().enableErrorSummary(enable); }, "on"_a,
    "Show warnings and errors again at the end of process() and before a fatal error ends the job.");
  }

  void setRealm(const std::string& name)
  {
    const auto realm = LogConfig::stringToLogRealm(name);
    if (realm) Environment::setRealm(*realm);
    else B2ERROR("The realm '" << name << "' is not one of none, online, production.");
  }
}

namespace Belle2 {
  void bindLogging(nb::module_& module)
  {
    bindEnums(module);
    bindConfig(module);
    nb::class_<Logging> type(module, "LogPythonInterface", "Settings of the messages of the job.");
    type.def(nb::init<>());
    bindConfigs(type);
    bindProperties(type);
    bindConnections(type);
    module.attr("logging") = nb::cast(Logging());
    module.def("set_realm", &setRealm, "realm"_a,
               "Where the job runs: none, online or production. Some messages have another severity there.");
  }
}
