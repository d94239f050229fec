// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <csignal>
#include <stdexcept>
#include <string>

namespace Belle2 {
  /** A signal asks the event processing to stop. */
  struct StoppedBySignal : std::runtime_error {
    explicit StoppedBySignal(int number)
      : std::runtime_error("Execution stopped by signal " + std::to_string(number) + "!"), signal(number) {}
    int signal;
  };

  /** While it lives, SIGINT, SIGTERM and SIGQUIT are noted instead of ending the process at once. */
  class SignalGuard {
  public:
    SignalGuard();
    ~SignalGuard();
    SignalGuard(const SignalGuard&) = delete;
    SignalGuard& operator=(const SignalGuard&) = delete;

    /** Throws StoppedBySignal if a signal has arrived. */
    static void check()
    {
      if (__builtin_expect(s_received, 0)) throw StoppedBySignal(s_received);
    }

    /** The signal that has arrived, or 0. */
    static int getReceived() { return s_received; }

  private:
    static constexpr int c_signals[] = {SIGINT, SIGTERM, SIGQUIT};
    static void receive(int signal);
    static volatile std::sig_atomic_t s_received;
    struct sigaction m_previous[3];
  };
}
