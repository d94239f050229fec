// SPDX-License-Identifier: LGPL-3.0-or-later
#include "PyModule.h"
#include "binding.h"

#include <framework/core/Path.h>
#include <framework/utilities/NearNames.h>

#include <nanobind/stl/map.h>

#include <new>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  /** One row of Module.available_params(). */
  struct ParamInfo {
    std::string name;
    ModulePtr module;
    const ModuleParamBase& parameter;

    nb::object getDefault() const
    {
      return parameter.isForcedInSteering() ? nb::none() : fromParamValue(parameter.getDefaultTree());
    }
  };

  void constructModule(nb::pointer_and_handle<Module> self)
  {
    auto* module = new (self.p) PyModule;
    module->setName(nb::cast<std::string>(self.h.type().attr("__name__")));
  }

  std::vector<ParamInfo> getParamInfos(const ModulePtr& module)
  {
    std::vector<ParamInfo> infos;
    for (const auto& [name, parameter] : module->getParamList().getParameters()) infos.push_back({name, module, *parameter});
    return infos;
  }

  /** What a user needs to know besides the text of an error in setting a parameter. */
  std::string describeParam(const Module& module, const std::string& name)
  {
    const auto& parameters = module.getParamList().getParameters();
    if (parameters.count(name)) return "The parameter is '" + name + "' of the module " + module.getName() + ".";
    std::vector<std::string> names;
    for (const auto& [known, parameter] : parameters) names.push_back(known);
    const std::string near = suggestNearNames(name, names);
    const std::string text = "The module " + module.getName() + " has no such parameter.";
    return text + (near.empty() ? " The command 'basf2 -m " + module.getType() + "' shows those it has." : near);
  }

  void setParam(Module& module, const std::string& name, nb::handle value)
  {
    try {
      module.getParamList().setParameter(name, toParamValue(value));
    } catch (std::runtime_error& error) {
      const bool isOverflow = dynamic_cast<std::overflow_error*>(&error);
      const nb::handle type = isOverflow ? PyExc_OverflowError : PyExc_RuntimeError;
      const nb::object exception = type(error.what());
      // A note, because scripts compare the text.
      exception.attr("add_note")(describeParam(module, name));
      PyErr_SetObject(type.ptr(), exception.ptr());
      throw nb::python_error();
    } catch (nb::python_error& error) {
      error.value().attr("add_note")(describeParam(module, name));
      throw;
    }
  }

  void setParams(Module& module, const nb::dict& values)
  {
    for (auto [name, value] : values) {
      if (!nb::isinstance<nb::str>(name))
        throw nb::type_error("The names of module parameters in a dictionary must be of type 'str'.");
      setParam(module, nb::cast<std::string>(name), value);
    }
  }

  /** An integer or a truth value, also those of numpy. */
  int toReturnValue(nb::handle value)
  {
    const auto type = nb::cast<std::string>(value.type().attr("__name__"));
    if (type == "bool" || type == "bool_") return PyObject_IsTrue(value.ptr());
    if (!PyIndex_Check(value.ptr()))
      throw nb::type_error(("return_value() takes an integer or a bool, not '" + type + "'").c_str());
    const nb::object index = nb::steal(PyNumber_Index(value.ptr()));
    if (!index.is_valid()) throw nb::python_error();
    int overflow = 0;
    const long number = PyLong_AsLongAndOverflow(index.ptr(), &overflow);
    if (overflow || number != static_cast<int>(number)) {
      PyErr_SetString(PyExc_OverflowError, "return_value() takes an integer of 32 bits");
      throw nb::python_error();
    }
    return static_cast<int>(number);
  }

  void setReturnValue(Module& module, nb::handle value)
  {
    auto* python = dynamic_cast<PyModule*>(&module);
    if (!python) throw nb::type_error("return_value() can only be called inside a module that is written in Python");
    python->setReturnValue(toReturnValue(value));
  }

  void bindConditions(nb::module_& module)
  {
    using Operators = ModuleCondition::EConditionOperators;
    completeEnum(nb::enum_<Module::EAfterConditionPath>(module, "AfterConditionPath", "What follows a conditional path.")
                 .value("END", Module::EAfterConditionPath::c_End)
                 .value("CONTINUE", Module::EAfterConditionPath::c_Continue));
    completeEnum(nb::enum_<Operators>(module, "ConditionOperator", nb::is_arithmetic(), "Comparison of a condition.")
                 .value("GT", Operators::c_GT).value("ST", Operators::c_ST).value("GE", Operators::c_GE)
                 .value("SE", Operators::c_SE).value("EQ", Operators::c_EQ).value("NE", Operators::c_NE));
    nb::class_<ModuleCondition>(module, "ModuleCondition", "Path that is taken for some return values of a module.")
    .def("get_value", &ModuleCondition::getConditionValue)
    .def("get_operator", &ModuleCondition::getConditionOperator)
    .def("get_after_path", &ModuleCondition::getAfterConditionPath)
    .def("get_path", &ModuleCondition::getPath)
    .def("__str__", &ModuleCondition::getExpression);
  }

  void bindParamInfo(nb::module_& module)
  {
    nb::class_<ParamInfo>(module, "ModuleParamInfo", "Name, type, default and value of a module parameter.")
    .def_ro("name", &ParamInfo::name)
    .def_prop_ro("description", [](const ParamInfo & info) { return info.parameter.getDescription(); })
    .def_prop_ro("type", [](const ParamInfo & info) { return info.parameter.getTypeInfo(); })
    .def_prop_ro("default", &ParamInfo::getDefault)
    .def_prop_ro("values", [](const ParamInfo & info) { return fromParamValue(info.parameter.getValueTree()); })
    .def_prop_ro("setInSteering", [](const ParamInfo & info) { return info.parameter.isSetInSteering(); })
    .def_prop_ro("forceInSteering", [](const ParamInfo & info) { return info.parameter.isForcedInSteering(); });
  }

  void bindFlags(nb::module_& module)
  {
    completeEnum(nb::enum_<Module::EModulePropFlags>(module, "ModulePropFlags", nb::is_arithmetic(),
                                                     "Properties of a module, to be combined with |.")
                 .value("INPUT", Module::c_Input).value("OUTPUT", Module::c_Output)
                 .value("PARALLELPROCESSINGCERTIFIED", Module::c_ParallelProcessingCertified)
                 .value("HISTOGRAMMANAGER", Module::c_HistogramManager)
                 .value("INTERNALSERIALIZER", Module::c_InternalSerializer)
                 .value("TERMINATEINALLPROCESSES", Module::c_TerminateInAllProcesses));
  }

  void bindHooks(nb::class_<Module, PyModule>& type)
  {
    type.def("initialize", &Module::initialize, "Called once before the first event.")
        .def("beginRun", &Module::beginRun, "Called when a run starts.")
        .def("event", &Module::event, "Called for each event.")
        .def("endRun", &Module::endRun, "Called when a run ends.")
        .def("terminate", &Module::terminate, "Called once after the last event.");
  }

  void bindConditionMethods(nb::class_<Module, PyModule>& type)
  {
    constexpr auto end = Module::EAfterConditionPath::c_End;
    type.def("if_value", &Module::if_value, "expression"_a, "condition_path"_a, "after_condition_path"_a = end,
             "Take a path if the return value fulfils an expression such as '>=1'.")
    .def("if_true", &Module::if_true, "condition_path"_a, "after_condition_path"_a = end,
         "Take a path if the return value is at least 1.")
    .def("if_false", &Module::if_false, "condition_path"_a, "after_condition_path"_a = end,
         "Take a path if the return value is below 1.")
    .def("has_condition", &Module::hasCondition)
    .def("get_all_conditions", [](const Module & self) { return self.getAllConditions(); })
    .def("get_all_condition_paths", &Module::getAllConditionPaths)
    .def("return_value", &setReturnValue, "value"_a.none(), "Set the value that conditions look at; to be called in event().");
  }

  void bindSettings(nb::class_<Module, PyModule>& type)
  {
    type.def("set_log_level", [](Module & self, int level) {
      if (level < LogConfig::c_Debug || level > LogConfig::c_Default)
        throw nb::value_error((std::to_string(level) + " is not a log level: use one of basf2.LogLevel.").c_str());
      self.setLogLevel(level);
    }, "log_level"_a)
    .def("set_debug_level", &Module::setDebugLevel, "debug_level"_a)
    .def("set_abort_level", &Module::setAbortLevel, "abort_level"_a)
    .def("set_log_info", &Module::setLogInfo, "log_level"_a, "log_info"_a)
    .def_prop_rw("logging", [](Module & self) -> LogConfig& { return self.getLogConfig(); }, &Module::setLogConfig,
                 nb::rv_policy::reference_internal)
    .def("set_property_flags", &Module::setPropertyFlags, "flags"_a, "Replace the flags by a combination of ModulePropFlags.")
    .def("has_properties", &Module::hasProperties, "flags"_a);
  }
}

namespace Belle2 {
  void bindModule(nb::module_& module)
  {
    nb::exception<ModuleNotCreatedError>(module, "ModuleNotCreatedError", PyExc_RuntimeError);
    nb::class_<Path>(module, "Path", "Modules in the order in which they are run.");
    bindFlags(module);
    bindConditions(module);
    bindParamInfo(module);
    nb::class_<Module, PyModule> type(module, "Module", "A step of the event processing; base class of modules written in Python.");
    type.def("__init__", &constructModule)
        .def("name", &Module::getName, "Name of this instance.")
        .def("set_name", &Module::setName, "name"_a)
        .def("type", &Module::getType, "Type of the module; 'PyModule' for modules written in Python.")
        .def("description", &Module::getDescription)
        .def("package", &Module::getPackage)
        .def("__str__", &Module::getPathString)
        .def("available_params", &getParamInfos, "List of ModuleParamInfo, sorted by name.")
        .def("param", &setParam, "name"_a, "value"_a.none(), "Set a parameter.")
        .def("param", &setParams, "values"_a, "Set parameters from a dictionary.");
    bindHooks(type);
    bindConditionMethods(type);
    bindSettings(type);

    module.def("_register_module", [](const std::string & name, const std::string & library) {
      return ModuleManager::Instance().registerModule(name, library);
    }, "name"_a, "shared_lib_path"_a = "");
    // False if a class in Python has its own constructor that does not call that of Module.
    module.def("_is_initialized", [](nb::handle instance) { return nb::inst_ready(instance); }, "module"_a);
    module.def("list_available_modules", [] { return ModuleManager::Instance().getAvailableModules(); },
               "Dictionary of module names and their library files.");
    module.def("list_registered_modules", [] {
      const auto modules = ModuleManager::Instance().getCreatedModules();
      return std::vector<ModulePtr>(modules.begin(), modules.end());
    }, "All modules that exist.");
    module.def("add_module_search_path", [](const std::string & path) { ModuleManager::Instance().addModuleSearchPath(path); },
    "path"_a, "Look for module libraries in one more folder.");
    module.def("list_module_search_paths", [] { return ModuleManager::Instance().getModuleSearchPaths(); });
  }
}
