// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/InteractiveSession.h>

#include <csignal>

namespace nb = nanobind;
using namespace Belle2;

namespace {
  /** Ctrl-C belongs to the session while it lasts, and then to the event processing again. */
  struct SignalKeeper {
    struct sigaction before;
    SignalKeeper() { sigaction(SIGINT, nullptr, &before); }
    ~SignalKeeper() { sigaction(SIGINT, &before, nullptr); }
  };

  void openSession()
  {
    const SignalKeeper keeper;
    try {
      nb::module_::import_("basf2_cli.sessions").attr("open_in_event")();
    } catch (nb::python_error& error) {
      forwardException(error);
    }
  }

  /** Let Ctrl-C end the job, and let Python know: it may have been its KeyboardInterrupt before. */
  void resetSignal()
  {
    try {
      nb::module_::import_("_signal").attr("signal")(SIGINT, 0);
    } catch (nb::python_error&) {
      // Python allows this in the main thread only.
      std::signal(SIGINT, SIG_DFL);
    }
  }
}

namespace Belle2 {
  void bindInteractive(nb::module_&)
  {
    resetSignal();
    InteractiveSession::setOpener(openSession);
  }
}
