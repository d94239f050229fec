// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Environment.h>
#include <framework/utilities/FileSystem.h>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  std::string findFile(const std::string& filename, const std::string& dataType, bool silent)
  {
    const std::string found = FileSystem::findFile(filename, dataType, true);
    if (found.empty() && !silent) {
      PyErr_SetObject(PyExc_FileNotFoundError, nb::make_tuple(ENOENT, "File not found", filename).ptr());
      throw nb::python_error();
    }
    return found;
  }
}

namespace Belle2 {
  void bindEnvironment(nb::module_& module)
  {
    module.def("set_nprocesses", [](int n) { Environment::Instance().setNumberProcesses(n); }, "nproc"_a,
    "Number of worker processes; 0 means one process for everything.");
    module.def("get_nprocesses", [] { return Environment::Instance().getNumberProcesses(); });
    module.def("set_streamobjs", [](const std::vector<std::string>& names) { Environment::Instance().setStreamingObjects(names); },
    "names"_a, "Names of the data store entries that are sent between processes; an empty list means all.");
    module.def("set_externals_path", [](const std::string & path) { Environment::Instance().setExternalsPath(path); }, "path"_a);
    module.def("get_pickle_path", [] { return Environment::Instance().getPicklePath(); });
    module.def("set_pickle_path", [](const std::string & path) { Environment::Instance().setPicklePath(path); }, "path"_a);
    module.def("find_file", &findFile, "filename"_a, "data_type"_a = "", "silent"_a = false,
               "Full name of a file of the local or central release, or of 'examples' or 'validation' data.");
    module.def("_has_steering", [] { return !Environment::Instance().getSteering().empty(); });
    module.def("_set_steering", [](const std::string & text) { Environment::Instance().setSteering(text); }, "text"_a);
  }
}
