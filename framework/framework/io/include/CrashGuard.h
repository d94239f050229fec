// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <csetjmp>
#include <new>

namespace Belle2 {

  /**
   * Lets a function of ROOT read a file that may be damaged.
   *
   * ROOT trusts the numbers in a file, and only compressed parts have a checksum, so damage can end in a crash. Here it ends in a
   * return value. What the function had is lost, so the job should end soon, and must not use the file again.
   */
  class CrashGuard final {
  public:
    /** True if the function came to its end, false if it crashed or asked for too much memory. */
    template<class Function> static bool run(Function function)
    {
      CrashGuard guard;
      // the mask of signals stays, because the handler does not change it
      if (sigsetjmp(guard.m_place, 0) != 0) return false;
      return guard.call(function);
    }

  private:
    CrashGuard();
    ~CrashGuard();
    CrashGuard(const CrashGuard&) = delete;
    CrashGuard& operator=(const CrashGuard&) = delete;

    template<class Function> bool call(Function function)
    {
      try {
        function();
        return true;
      } catch (const std::bad_alloc&) {
        return false;
      }
    }
    static void handle(int signal);
    static void install();

    sigjmp_buf m_place;
    CrashGuard* m_outer;
    static thread_local CrashGuard* s_current;
  };
}
