// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Path.h>

#include <algorithm>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  void addModule(Path& path, const ModulePtr& module)
  {
    const auto known = ModuleManager::Instance().getCreatedModules();
    if (std::find(known.begin(), known.end(), module) == known.end()) ModuleManager::Instance().registerModule(module);
    path.addModule(module);
  }

  void addIndependentMergePath(Path& self, const PathPtr& path, const std::string& id, const std::vector<std::string>& mergeBack,
                               const std::string& consistencyCheck, bool eventMixing, bool mergeSameFile)
  {
    self.addIndependentMergePath(path, id, mergeBack, {consistencyCheck, eventMixing, mergeSameFile});
  }

  std::vector<ModulePtr> getModules(const Path& path)
  {
    const auto modules = path.getModules();
    return {modules.begin(), modules.end()};
  }
}

namespace Belle2 {
  void bindPath(nb::module_& module)
  {
    auto type = nb::borrow<nb::object>(module.attr("Path"));
    auto& path = static_cast<nb::class_<Path>&>(type);
    path.def(nb::init<>())
        .def("__str__", &Path::getPathString)
        .def("_add_module", &addModule, "module"_a)
        .def("add_path", &Path::addPath, "path"_a, "Append all modules of another path, also those that it gets later.")
        .def("modules", &getModules, "The modules in order, with those of nested paths, without those of condition paths.")
        .def("__contains__", &Path::contains, "module_type"_a, "True if there is a module of that type.")
        .def("for_each", &Path::forEach, "loop_object_name"_a, "array_name"_a, "path"_a,
             "Run a path once for each element of an array, which the path finds as an object of the given name.")
        .def("do_while", &Path::doWhile, "path"_a, "condition"_a = "<1", "max_iterations"_a = 10000u,
             "Run a path again as long as the return value of its last module fulfils the condition.")
        .def("_add_independent_path", &Path::addIndependentPath, "skim_path"_a, "ds_ID"_a, "merge_back_event"_a)
        .def("_add_independent_merge_path", &addIndependentMergePath, "skim_path"_a, "ds_ID"_a, "merge_back_event"_a,
             "consistency_check"_a, "event_mixing"_a, "merge_same_file"_a);
  }
}
