// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/logging/LogSystem.h>

#include <map>

namespace nb = nanobind;
using namespace Belle2;

namespace {
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
    return {toText(code.attr("co_name")), toText(code.attr("co_filename")),
            static_cast<unsigned int>(PyFrame_GetLineNumber(frame))};
  }

  template<LogConfig::ELogLevel level> void send(int debugLevel, std::size_t first, const nb::args& args,
                                                 const nb::kwargs& kwargs)
  {
    if (args.size() <= first) throw nb::type_error("At least one positional argument, the text of the message, is required.");
    if (!LogSystem::Instance().isLevelEnabled(level, debugLevel, "steering")) return;
    std::string text;
    for (std::size_t i = first; i < args.size(); ++i) text += toText(args[i]);
    std::map<std::string, std::string> variables;
    for (auto [name, value] : kwargs) variables[toText(name)] = toText(value);
    Origin origin = getOrigin();
    LogSystem::Instance().sendMessage(LogMessage(level, LogVariableStream(text, variables), "steering",
                                                 std::move(origin.function), std::move(origin.file), origin.line, debugLevel));
  }

  template<LogConfig::ELogLevel level> void bindMessage(nb::module_& module, const char* name, const char* doc)
  {
    module.def(name, [](const nb::args & args, const nb::kwargs & kwargs) { send<level>(0, 0, args, kwargs); }, doc);
  }

  void sendDebug(const nb::args& args, const nb::kwargs& kwargs)
  {
    int level = 0;
    if (args.size() == 0 || !nb::try_cast(nb::handle(args[0]), level))
      throw nb::type_error("The first argument of B2DEBUG must be the debug level, an integer.");
    send<LogConfig::c_Debug>(level, 1, args, kwargs);
  }
}

namespace Belle2 {
  std::string toText(nb::handle object)
  {
    const nb::str text(object);
    const nb::object bytes = nb::steal(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "backslashreplace"));
    if (!bytes.is_valid()) throw nb::python_error();
    return {PyBytes_AsString(bytes.ptr()), static_cast<std::size_t>(PyBytes_Size(bytes.ptr()))};
  }

  void bindMessages(nb::module_& module)
  {
    module.def("B2DEBUG", &sendDebug,
               "Issue a debug message of the level given first; all else is put together as with B2INFO.");
    bindMessage<LogConfig::c_Info>(module, "B2INFO", "Issue a message: the positional arguments make its text, the others "
                                           "are its variables.");
    bindMessage<LogConfig::c_Result>(module, "B2RESULT", "Deprecated: use B2INFO.");
    bindMessage<LogConfig::c_Warning>(module, "B2WARNING", "Issue a warning; arguments as of B2INFO.");
    bindMessage<LogConfig::c_Error>(module, "B2ERROR", "Issue an error; arguments as of B2INFO.");
    bindMessage<LogConfig::c_Fatal>(module, "B2FATAL", "Issue a fatal error and end the job with exit code 1; arguments as of "
                                            "B2INFO.");
  }
}
