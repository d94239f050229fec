// SPDX-License-Identifier: LGPL-3.0-or-later
#include "PyModule.h"

#include "binding.h"

#include <framework/core/EventProcessor.h>

namespace nb = nanobind;

namespace {
  /** Type and text of an exception in one line; the traceback is printed by whoever catches the original. */
  std::string describe(const nb::python_error& error)
  {
    const auto name = nb::cast<std::string>(error.type().attr("__name__"));
    const auto text = nb::cast<std::string>(nb::str(error.value()));
    return text.empty() ? name : name + ": " + text;
  }

  [[noreturn]] void forward(const nb::python_error& error)
  {
    const bool silent = error.matches(PyExc_SystemExit) || error.matches(PyExc_KeyboardInterrupt);
    throw Belle2::ForwardedException(describe(error), std::current_exception(), silent);
  }
}

namespace Belle2 {
  PyModule::PyModule()
  {
    setType("PyModule");
  }

  void PyModule::initialize()
  {
    try {
      NB_OVERRIDE(initialize);
    } catch (nb::python_error& error) {
      forward(error);
    }
  }

  void PyModule::beginRun()
  {
    try {
      NB_OVERRIDE(beginRun);
    } catch (nb::python_error& error) {
      forward(error);
    }
  }

  void PyModule::event()
  {
    try {
      NB_OVERRIDE(event);
    } catch (nb::python_error& error) {
      forward(error);
    }
  }

  void PyModule::endRun()
  {
    try {
      NB_OVERRIDE(endRun);
    } catch (nb::python_error& error) {
      forward(error);
    }
  }

  void PyModule::terminate()
  {
    try {
      NB_OVERRIDE(terminate);
    } catch (nb::python_error& error) {
      forward(error);
    }
  }

  std::shared_ptr<PathElement> PyModule::clone() const
  {
    return nb::cast<std::shared_ptr<Module>>(nb::find(static_cast<const Module*>(this)));
  }
}
