// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/datastore/PythonClasses.h>

namespace nb = nanobind;
using namespace Belle2;

namespace {
  void finish(PyObject* pythonClass)
  {
    if (nb::hasattr(pythonClass, "__getitem__")) {
      nb::module_::import_("basf2._indices").attr("check_indices")(nb::handle(pythonClass));
    }
    if (nb::hasattr(pythonClass, "assign")) {
      nb::module_::import_("basf2._ownership").attr("give_away")(nb::handle(pythonClass));
    }
    if (nb::hasattr(pythonClass, "describeColumns")) {
      nb::module_::import_("basf2._columns").attr("add_columns")(nb::handle(pythonClass));
    }
  }
}

namespace Belle2 {
  void bindClasses(nb::module_& module)
  {
    // Called at the end of the import of the package basf2, since it needs a part of it.
    module.def("_finish_classes", [] { PythonClasses::setFinisher(finish); });
  }
}
