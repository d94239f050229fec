// SPDX-License-Identifier: LGPL-3.0-or-later
#include "PyModule.h"

#include "binding.h"

#include <framework/core/EventProcessor.h>

namespace nb = nanobind;

namespace {
  /** The text of an object, whatever its characters, and even if its own function for that fails. */
  std::string getText(nb::handle object)
  {
    const nb::object text = nb::steal(PyObject_Str(object.ptr()));
    PyObject* encoded = text.is_valid() ? PyUnicode_AsEncodedString(text.ptr(), "utf-8", "backslashreplace") : nullptr;
    const nb::object bytes = nb::steal(encoded);
    PyErr_Clear();
    return bytes.is_valid() ? PyBytes_AS_STRING(bytes.ptr()) : "(its text cannot be read)";
  }

  /** Type and text of an exception in one line; the traceback is printed by whoever catches the original. */
  std::string describe(const nb::python_error& error)
  {
    const std::string name = getText(error.type().attr("__name__"));
    const std::string text = getText(error.value());
    return text.empty() ? name : name + ": " + text;
  }
}

namespace Belle2 {
  void forwardException(const nb::python_error& error)
  {
    const bool silent = error.matches(PyExc_SystemExit) || error.matches(PyExc_KeyboardInterrupt);
    throw ForwardedException(describe(error), std::current_exception(), silent);
  }

  PyModule::PyModule()
  {
    setType("PyModule");
  }

  void PyModule::initialize()
  {
    try {
      NB_OVERRIDE(initialize);
    } catch (nb::python_error& error) {
      forwardException(error);
    }
  }

  void PyModule::beginRun()
  {
    try {
      NB_OVERRIDE(beginRun);
    } catch (nb::python_error& error) {
      forwardException(error);
    }
  }

  void PyModule::event()
  {
    try {
      NB_OVERRIDE(event);
    } catch (nb::python_error& error) {
      forwardException(error);
    }
  }

  void PyModule::endRun()
  {
    try {
      NB_OVERRIDE(endRun);
    } catch (nb::python_error& error) {
      forwardException(error);
    }
  }

  void PyModule::terminate()
  {
    try {
      NB_OVERRIDE(terminate);
    } catch (nb::python_error& error) {
      forwardException(error);
    }
  }

  std::shared_ptr<PathElement> PyModule::clone() const
  {
    return nb::cast<std::shared_ptr<Module>>(nb::find(static_cast<const Module*>(this)));
  }
}
