// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/CrashGuard.h>

#include <array>
#include <csignal>

#include <unistd.h>

using namespace Belle2;

namespace {
  constexpr std::array<int, 4> c_signals = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
  std::array<struct sigaction, c_signals.size()> s_before;
  volatile std::sig_atomic_t s_hasCrashed = 0;
}

thread_local CrashGuard* CrashGuard::s_current = nullptr;

CrashGuard::CrashGuard(): m_outer(s_current)
{
  // once, as this is done for each event
  static const bool isInstalled = (install(), true);
  if (isInstalled) s_current = this;
}

CrashGuard::~CrashGuard()
{
  s_current = m_outer;
}

void CrashGuard::install()
{
  for (size_t i = 0; i < c_signals.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = handle;
    // a second crash is seen, too
    action.sa_flags = SA_NODEFER;
    sigaction(c_signals[i], &action, &s_before[i]);
  }
}

void CrashGuard::handle(int signal)
{
  if (s_current) {
    s_hasCrashed = 1;
    siglongjmp(s_current->m_place, signal);
  }
  // the memory of a job that has failed because of the first crash may be damaged, so that it cannot end in the normal way
  if (s_hasCrashed) {
    // the logging system cannot be used either
    constexpr char c_message[] = "[FATAL] A damaged input file has broken the memory of the job, which ends at once.\n";
    static_cast<void>(!::write(STDOUT_FILENO, c_message, sizeof(c_message) - 1));
    _exit(1);
  }
  // a crash of something else is the matter of who has installed a handler before
  for (size_t i = 0; i < c_signals.size(); ++i) {
    if (c_signals[i] == signal) sigaction(signal, &s_before[i], nullptr);
  }
  raise(signal);
}
