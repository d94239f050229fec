// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <stdexcept>

NB_MODULE(pybasf2, module)
{
  if (PyInterpreterState_Get() != PyInterpreterState_Main())
    throw std::runtime_error("basf2 can only be imported in the main interpreter of a process, not in another one inside it.");
  // Modules and paths may outlive the interpreter in the hands of the framework, which is no leak.
  nanobind::set_leak_warnings(false);
  Belle2::bindLogging(module);
  Belle2::bindMessages(module);
  Belle2::bindModule(module);
  Belle2::bindPath(module);
  Belle2::bindStatistics(module);
  Belle2::bindEnvironment(module);
  Belle2::bindInteractive(module);
  Belle2::bindProcess(module);
  Belle2::bindClasses(module);
}
