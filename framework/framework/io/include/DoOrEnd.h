// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/Logger.h>

#include <stdexcept>

namespace Belle2 {
  /** Runs something that tells by std::runtime_error what cannot be done, which ends the job. */
  template<class Function> void doOrEnd(Function something)
  {
    try {
      something();
    } catch (const std::runtime_error& error) {
      B2FATAL(error.what());
    }
  }
}
