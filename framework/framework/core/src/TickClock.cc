// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/TickClock.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace {
  bool hasSteadyCounter()
  {
#if defined(__x86_64__)
    constexpr unsigned int c_powerManagement = 0x80000007;
    constexpr unsigned int c_invariantCounter = 1u << 8;
    unsigned int a, b, c, d;
    return __get_cpuid(c_powerManagement, &a, &b, &c, &d) && (d & c_invariantCounter);
#else
    return false;
#endif
  }
}

namespace Belle2 {
  const bool TickClock::s_steadyCounter = hasSteadyCounter();
  const TickClock::Ticks TickClock::s_startTicks = TickClock::now();
  const TickClock::Ticks TickClock::s_startTime = TickClock::readSystemClock();

  double TickClock::getNanosecondsPerTick()
  {
    // The longer the time since the library was loaded, the better; 2 ms are good for 0.01 %.
    constexpr Ticks c_shortest = 2000000;
    static const double length = [] {
      if (!s_steadyCounter) return 1.0;
      while (readSystemClock() - s_startTime < c_shortest) {}
    return static_cast<double>(readSystemClock() - s_startTime) / static_cast<double>(now() - s_startTicks);
  }();
    return length;
  }
}
