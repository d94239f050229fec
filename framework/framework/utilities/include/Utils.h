// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

namespace Belle2::Utils {
  /** Memory of the process in kB, with what it has reserved but never touched. */
  unsigned long getVirtualMemoryKB();
  /** Memory of the process in kB that it really takes. */
  unsigned long getRssMemoryKB();
  /** Time of a clock that never jumps in ns; only differences have a meaning. */
  double getClock();

  /** One object that is called like any of the given ones, for std::visit. */
  template<class... Functions> struct VisitOverload : Functions... {
    using Functions::operator()...;
  };
  template<class... Functions> VisitOverload(Functions...) -> VisitOverload<Functions...>;
}

/** Tell the compiler which way a condition mostly goes. */
#define branch_likely(condition) __builtin_expect(!!(condition), 1)
#define branch_unlikely(condition) __builtin_expect(!!(condition), 0)
