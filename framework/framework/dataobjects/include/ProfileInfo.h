// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TObject.h>

namespace Belle2 {

  /** Memory and time of the process at some point. */
  class ProfileInfo final: public TObject {
  public:
    ProfileInfo() = default;
    /** Memory in kB, time in seconds. */
    explicit ProfileInfo(unsigned long virtualMemory, unsigned long rssMemory = 0, double timeInSec = 0):
      m_virtualMemory(virtualMemory), m_rssMemory(rssMemory), m_timeInSec(timeInSec) {}

    unsigned long getVirtualMemory() const { return m_virtualMemory; }
    /** What the process really takes. */
    unsigned long getRssMemory() const { return m_rssMemory; }
    /** Older name of getVirtualMemory(). */
    unsigned long getMemory() const { return m_virtualMemory; }
    double getTimeInSec() const { return m_timeInSec; }

  private:
    unsigned long m_virtualMemory = 0;
    unsigned long m_rssMemory = 0;
    double m_timeInSec = 0;

    ClassDefOverride(ProfileInfo, 3)
  };
}
