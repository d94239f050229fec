// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ParamValue.h>

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace Belle2 {
  void bindClasses(nanobind::module_& module);
  void bindLogging(nanobind::module_& module);
  void bindMessages(nanobind::module_& module);
  void bindModule(nanobind::module_& module);
  void bindPath(nanobind::module_& module);
  void bindStatistics(nanobind::module_& module);
  void bindInteractive(nanobind::module_& module);
  void bindEnvironment(nanobind::module_& module);
  void bindProcess(nanobind::module_& module);

  /** Give an enumeration what those of basf2 have: values and names, dictionaries from number and name to item, and the bare name
   * as text. To be called when it has all its items. */
  void completeEnum(nanobind::handle type);

  /** Throw an exception of Python as the one of C++ that the event processing carries to the caller of process(). */
  [[noreturn]] void forwardException(const nanobind::python_error& error);

  /** str() of an object as UTF-8; halves of surrogate pairs, which UTF-8 does not have, are written as Python writes them. */
  std::string toText(nanobind::handle object);

  /** Value tree of a Python object; objects of other types become ParamForeign. */
  ParamValue toParamValue(nanobind::handle object);
  /** Python object of a value tree. */
  nanobind::object fromParamValue(const ParamValue& value);
}
