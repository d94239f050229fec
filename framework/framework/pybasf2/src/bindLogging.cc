// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Environment.h>
#include <framework/logging/LogConnectionFileDescriptor.h>
#include <framework/logging/LogSystem.h>

#include <cstdio>
#include <map>
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

  void writeToPython(const std::string& text)
  {
    // After the end of Python there may still be a last word of the framework.
    if (!Py_IsInitialized()) std::fputs(text.c_str(), stdout);
    else nb::module_::import_("sys").attr("stdout").attr("write")(text);
  }

  /** Where in Python a message is issued. */
  struct Origin {
    std::string function;
    std::string file;
    unsigned int line = 0;
  };

  Origin getOrigin()
  {
    PyFrameObject* frame = PyEval_GetFrame();
    if (!frame) return {};
    const nb::object code = nb::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(frame)));
    return {nb::cast<std::string>(code.attr("co_name")), nb::cast<std::string>(code.attr("co_filename")),
            static_cast<unsigned int>(PyFrame_GetLineNumber(frame))};
  }

  template<LogConfig::ELogLevel level> void send(int debugLevel, std::size_t first, const nb::args& args,
                                                 const nb::kwargs& kwargs)
  {
    if (args.size() <= first) throw
      nb::type_error("At least one positional argument, the text of the message, is required.");
    if (!log().isLevelEnabled(level, debugLevel, "steering")) return;
    LogVariableStream stream;
    for (std::size_t i = first; i < args.size();
         ++i) stream << nb::cast<std::string>(nb::str(nb::handle(args[i])));
    std::map<std::string, std::string> variables;
    for (auto [name, value] : kwargs) variables[nb::cast<std::string>(name)] = nb::cast<std::string>(nb::str(
          value));
    for (const auto& [name, value] : variables) stream << LogVar(name, value);
    const Origin origin = getOrigin();
    log().sendMessage(LogMessage(level, stream, "steering", origin.function, origin.file, origin.line,
                                 debugLevel));
  }

  template<LogConfig::ELogLevel level> void bindMessage(nb::module_& module, const char* name)
  {
    module.def(name, [](const nb::args & args, const nb::kwargs & kwargs) { send<level>(0, 0, args, kwargs); },
    "Issue a message; keyword arguments become its variables.");
  }

  void sendDebug(const nb::args& args, const nb::kwargs& kwargs)
  {
    if (args.size() == 0 || !PyLong_Check(nb::handle(args[0]).ptr()))
      throw nb::type_error("The first argument of B2DEBUG must be the debug level, an integer.");
    send<LogConfig::c_Debug>(nb::cast<int>(args[0]), 1, args, kwargs);
  }

  void bindMessages(nb::module_& module)
  {
    module.def("B2DEBUG", &sendDebug,
               "Issue a debug message of a level; keyword arguments become its variables.");
    bindMessage<LogConfig::c_Info>(module, "B2INFO");
    bindMessage<LogConfig::c_Result>(module, "B2RESULT");
    bindMessage<LogConfig::c_Warning>(module, "B2WARNING");
    bindMessage<LogConfig::c_Error>(module, "B2ERROR");
    bindMessage<LogConfig::c_Fatal>(module, "B2FATAL");
  }

  void bindEnums(nb::module_& module)
  {
    nb::enum_<LogConfig::ELogLevel>(module, "LogLevel", nb::is_arithmetic(), "Severities in rising order.")
    .value("DEBUG", LogConfig::c_Debug).value("INFO", LogConfig::c_Info).value("RESULT", LogConfig::c_Result)
    .value("WARNING", LogConfig::c_Warning).value("ERROR", LogConfig::c_Error).value("FATAL", LogConfig::c_Fatal)
    .value("default", LogConfig::c_Default);
    nb::enum_<LogConfig::ELogInfo>(module, "LogInfo", nb::is_arithmetic(),
                                   "Parts of a message, to be combined with |.")
    .value("LEVEL", LogConfig::c_Level).value("MESSAGE", LogConfig::c_Message).value("MODULE",
        LogConfig::c_Module)
    .value("PACKAGE", LogConfig::c_Package).value("FUNCTION", LogConfig::c_Function).value("FILE",
        LogConfig::c_File)
    .value("LINE", LogConfig::c_Line).value("TIMESTAMP", LogConfig::c_Timestamp);
  }

  void bindConfig(nb::module_& module)
  {
    nb::class_<LogConfig>(module, "LogConfig", "Which messages are shown, and which parts of them.")
    .def(nb::init<LogConfig::ELogLevel, int>(), "level"_a = LogConfig::c_Default,
         "debug_level"_a = LogConfig::c_DefaultDebugLevel)
    .def_prop_rw("log_level", &LogConfig::getLogLevel, &LogConfig::setLogLevel)
    .def_prop_rw("debug_level", &LogConfig::getDebugLevel, &LogConfig::setDebugLevel)
    .def_prop_rw("abort_level", &LogConfig::getAbortLevel, &LogConfig::setAbortLevel)
    .def("set_log_level", &LogConfig::setLogLevel, "level"_a)
    .def("set_debug_level", &LogConfig::setDebugLevel, "level"_a)
    .def("set_abort_level", &LogConfig::setAbortLevel, "level"_a)
    .def("set_info", &LogConfig::setLogInfo, "level"_a, "info"_a)
    .def("get_info", &LogConfig::getLogInfo, "level"_a);
  }

  void setLogLevel(const Logging&, LogConfig::ELogLevel level)
  {
    if (Environment::Instance().getLogLevelOverride() < 0) log().getLogConfig()->setLogLevel(level);
  }

  std::map<LogConfig::ELogLevel, int> getCounters()
  {
    std::map<LogConfig::ELogLevel, int> counters;
    for (int level = LogConfig::c_Debug; level < LogConfig::c_Default; ++level)
      counters[LogConfig::ELogLevel(level)] = log().getMessageCounter(LogConfig::ELogLevel(level));
    return counters;
  }

  void bindProperties(nb::class_<Logging>& type)
  {
    type.def_prop_rw("log_level", [](const Logging&) { return log().getLogConfig()->getLogLevel(); }, &setLogLevel)
    .def_prop_rw("debug_level", [](const Logging&) { return log().getLogConfig()->getDebugLevel(); },
    [](const Logging&, int level) { log().getLogConfig()->setDebugLevel(level); })
    .def_prop_rw("abort_level", [](const Logging&) { return log().getLogConfig()->getAbortLevel(); },
    [](const Logging&, LogConfig::ELogLevel level) { log().getLogConfig()->setAbortLevel(level); })
    .def_prop_rw("max_repetitions", [](const Logging&) { return log().getMaxMessageRepetitions(); },
    [](const Logging&, unsigned int n) { log().setMaxMessageRepetitions(n); })
    .def_prop_rw("enable_python_logging", [](const Logging&) { return LogConnectionConsole::hasWriter(); },
    [](const Logging&, bool enable) { LogConnectionConsole::setWriter(enable ? writeToPython : LogConnectionConsole::Writer()); })
    .def_prop_rw("enable_escape_newlines", [](const Logging&) { return LogConnectionFileDescriptor::getEscapeNewlines(); },
    [](const Logging&, bool enable) { LogConnectionFileDescriptor::setEscapeNewlines(enable); })
    .def_prop_ro("log_stats", [](const Logging&) {
      nb::dict stats;
      for (const auto& [level, count] : getCounters()) stats[nb::cast(level)] = count;
      return stats;
    });
  }

  void bindConnections(nb::class_<Logging>& type)
  {
    type.def("add_file", [](const Logging&, const std::string & filename, bool append) {
      log().addLogConnection(std::make_unique<LogConnectionTxtFile>(filename, append));
    }, "filename"_a, "append"_a = false, "Write the messages to a file, too.")
    .def("add_console", [](const Logging&, const nb::object & color) {
      const bool colored = color.is_none() ? LogConnectionFileDescriptor::terminalSupportsColors(
                             STDOUT_FILENO) : nb::cast<bool>
                           (color);
      log().addLogConnection(std::make_unique<LogConnectionConsole>(colored));
    }, "enable_color"_a = nb::none(), "Write the messages to the standard output.")
    .def("reset", [](const Logging&) { log().resetLogConnections(); }, "Write the messages nowhere any more.")
    .def_static("terminal_supports_colors", [] { return LogConnectionFileDescriptor::terminalSupportsColors(STDOUT_FILENO); });
  }
}

namespace Belle2 {
  void bindLogging(nb::module_& module)
  {
    bindEnums(module);
    bindConfig(module);
    bindMessages(module);
    nb::class_<Logging> type(module, "LogPythonInterface", "Settings of the messages of the job.");
    type.def(nb::init<>())
        .def("package", [](const Logging&, const std::string & name) -> LogConfig& { return log().getPackageLogConfig(name); },
             "name"_a,
             nb::rv_policy::reference, "Settings for the messages of a package.")
    .def("set_package", [](const Logging&, const std::string & name, const LogConfig & config) {
      log().getPackageLogConfig(name) = config;
    },
    "name"_a, "config"_a)
    .def("module", [](const Logging&, const std::string & name) -> LogConfig& { return log().getModuleLogConfig(name); },
         "name"_a,
         nb::rv_policy::reference, "Settings for the messages of all modules of a name.")
    .def("set_info", [](const Logging&, LogConfig::ELogLevel level, unsigned int info) {
      log().getLogConfig()->setLogInfo(level, info);
    },
    "level"_a, "info"_a)
    .def("get_info", [](const Logging&, LogConfig::ELogLevel level) { return log().getLogConfig()->getLogInfo(level); },
    "level"_a)
    .def("zero_counters", [](const Logging&) { log().resetMessageCounter(); })
    .def("enable_summary", [](const Logging&, bool enable) { log().enableErrorSummary(enable); }, "on"_a);
    bindProperties(type);
    bindConnections(type);
    module.attr("logging") = nb::cast(Logging());
  }
}
