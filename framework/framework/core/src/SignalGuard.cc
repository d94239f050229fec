// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/SignalGuard.h>

#include <unistd.h>

namespace Belle2 {
  volatile std::sig_atomic_t SignalGuard::s_received = 0;

  SignalGuard::SignalGuard()
  {
    s_received = 0;
    struct sigaction action = {};
    action.sa_handler = &SignalGuard::receive;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < 3; ++i) sigaction(c_signals[i], &action, &m_previous[i]);
  }

  SignalGuard::~SignalGuard()
  {
    for (int i = 0; i < 3; ++i) sigaction(c_signals[i], &m_previous[i], nullptr);
  }

  void SignalGuard::receive(int signal)
  {
    if (s_received) {
      // Whoever asks twice does not want to wait.
      std::signal(signal, SIG_DFL);
      std::raise(signal);
      return;
    }
    if (signal == SIGINT) {
      static const char text[] = "\nCtrl-C: the job stops after the current module and closes its files. "
                                 "Ctrl-\\ stops without closing them.\n";
      [[maybe_unused]] const auto written = write(STDERR_FILENO, text, sizeof(text) - 1);
    }
    s_received = signal;
  }
}
