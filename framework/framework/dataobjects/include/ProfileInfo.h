// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TObject.h>

namespace Belle2 {

  /** Memory and time of the process at some point. */
  class ProfileInfo final: public TObject {
  public:
    ProfileInfo() = default;
    /** Memory in kB, time in seconds. */
    explicit ProfileInfo(unsigned long residentMemory, unsigned long virtualMemory = 0, double timeInSec = 0):
      m_memory(residentMemory), m_virtualMemory(virtualMemory), m_timeInSec(timeInSec) {}

    /** What the process really takes. */
    unsigned long getMemory() const { return m_memory; }
    /** The same. */
    unsigned long getRssMemory() const { return m_memory; }
    unsigned long getVirtualMemory() const { return m_virtualMemory; }
    double getTimeInSec() const { return m_timeInSec; }

  private:
    unsigned long m_memory = 0;
    unsigned long m_virtualMemory = 0;
    double m_timeInSec = 0;

    ClassDefOverride(ProfileInfo, 2)
  };
}
