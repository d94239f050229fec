// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ctime>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace Belle2 {
  /** A clock that is cheap enough to be read between two modules: the time stamp counter where it is steady. */
  class TickClock {
  public:
    using Ticks = std::uint64_t;

    static Ticks now()
    {
#if defined(__x86_64__)
      if (__builtin_expect(s_steadyCounter, 1)) return __rdtsc();
#endif
      return readSystemClock();
    }

    /** Length of a tick in ns, measured once against the system clock. */
    static double getNanosecondsPerTick();

  private:
    static Ticks readSystemClock()
    {
      timespec time;
      clock_gettime(CLOCK_MONOTONIC, &time);
      return static_cast<Ticks>(time.tv_sec) * 1000000000u + static_cast<Ticks>(time.tv_nsec);
    }

    static const bool s_steadyCounter;
    static const Ticks s_startTicks;
    static const Ticks s_startTime;
  };
}
