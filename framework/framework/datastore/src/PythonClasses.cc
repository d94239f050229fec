// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/PythonClasses.h>

#include <vector>

namespace {
  struct State {
    Belle2::PythonClasses::Finisher finisher = nullptr;
    std::vector<PyObject*> waiting;
  };

  State& getState()
  {
    static State state;
    return state;
  }
}

namespace Belle2 {
  void PythonClasses::setFinisher(Finisher finisher)
  {
    State& state = getState();
    state.finisher = finisher;
    for (PyObject* pythonClass : state.waiting) finisher(pythonClass);
    state.waiting.clear();
  }

  void PythonClasses::add(PyObject* pythonClass)
  {
    State& state = getState();
    if (state.finisher) state.finisher(pythonClass);
    else state.waiting.push_back(pythonClass);
  }
}
