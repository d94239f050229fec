// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/EventProcessor.h>
#include <framework/core/Framework.h>

#include <cstdlib>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  void process(const PathPtr& path, long maxEvent)
  {
    if (maxEvent < 0) throw nb::value_error("The number of events must not be negative.");
    try {
      Framework::process(path, maxEvent);
    } catch (ForwardedException& exception) {
      std::rethrow_exception(exception.original);
    }
  }

  /** An error of the framework ends the process by exit(), which knows nothing of Python's buffers. */
  void flushPython()
  {
    if (!Py_IsInitialized() || !PyGILState_Check()) return;
    PyObject *type, * value, * traceback;
    PyErr_Fetch(&type, &value, &traceback);
    for (const char* name : {"stdout", "stderr"}) {
      PyObject* file = PySys_GetObject(name);
      if (file && file != Py_None) Py_XDECREF(PyObject_CallMethod(file, "flush", nullptr));
      PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
  }
}

namespace Belle2 {
  void bindProcess(nb::module_& module)
  {
    std::atexit(flushPython);
    nb::class_<Framework>(module, "Framework", "Guard of the framework: sets it up and cleans it up.").def(nb::init<>());
    module.attr("__framework") = nb::cast(new Framework, nb::rv_policy::take_ownership);
    module.def("_process", &process, "path"_a.none(), "num_events"_a = 0);
    module.def("set_random_seed", [](const nb::object & seed) { Framework::setRandomSeed(toText(seed)); }, "seed"_a.none(),
        "Set the seed of all random numbers, any object with a text.");
    module.def("get_random_seed", &Framework::getRandomSeed);
  }
}
