// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace Belle2 {
  /** The command line is not understood. */
  struct CommandLineError : std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  /** The options and arguments of the program basf2. */
  class CommandLine {
  public:
    /** Throws CommandLineError for unknown options and missing values. */
    CommandLine(int argc, char* argv[]);

    static std::string getHelp();
    /** Set environment and logging as the options say. Values that make no sense are fatal. */
    void apply() const;

    bool has(const std::string& option) const { return m_values.count(option); }
    /** All values of an option in the order given. */
    const std::vector<std::string>& getValues(const std::string& option) const;
    /** Steering file or the like, and what is meant for it. */
    const std::vector<std::string>& getPositionals() const { return m_positionals; }

  private:
    void applyNumbers() const;
    void applyFiles() const;
    void applyLogging() const;
    /** An integer from minimum to maximum; everything else is fatal. */
    long getNumber(const std::string& option, long minimum, long maximum) const;

    std::map<std::string, std::vector<std::string>> m_values;
    std::vector<std::string> m_positionals;
  };
}
