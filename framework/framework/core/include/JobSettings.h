// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/CommandLine.h>

#include <string>

namespace Belle2 {
  /** Sets environment, logging and random numbers as the options of the command line say. Values that make no sense are fatal. */
  class JobSettings {
  public:
    explicit JobSettings(const CommandLine& options): m_options(options) {}

    void apply() const;

  private:
    void applyProcesses() const;
    void applyNumbers() const;
    void applyRun() const;
    void applyFiles() const;
    void applyLogging() const;
    void applyModes() const;
    void applyJobInformation() const;
    /** An integer from minimum to maximum; everything else is fatal. */
    long getNumber(const std::string& option, long minimum, long maximum) const;

    const CommandLine& m_options;
  };
}
