// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

struct _object;
using PyObject = _object;

namespace Belle2 {

  /**
   * Python classes that PyROOT makes of C++ classes and the package basf2 finishes.
   *
   * PyROOT calls __cppyy_explicit_pythonize__() of a class when a script uses the class for the first time, be it before or after
   * the import of basf2.
   */
  class PythonClasses final {
  public:
    using Finisher = void (*)(PyObject*);

    /** What is done with each class, also with those made so far. */
    static void setFinisher(Finisher finisher);
    /** A class was made. */
    static void add(PyObject* pythonClass);
  };
}
