// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

namespace Belle2::Utils {
  /** Memory of the process in kB, with what it has reserved but never touched. */
  unsigned long getVirtualMemoryKB();
  /** Memory of the process in kB that it really takes. */
  unsigned long getRssMemoryKB();
  /** Time of a clock that never jumps in ns; only differences have a meaning. */
  double getClock();
}
