// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace Belle2 {
  /** The command line is not understood. */
  struct CommandLineError : std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  /** The options and arguments of the program basf2. JobSettings says what they do. */
  class CommandLine {
  public:
    /** Options may stand before and behind the steering file; everything behind `--` is an argument. Throws CommandLineError. */
    CommandLine(int argc, char* argv[]);

    static std::string getHelp();

    bool has(const std::string& option) const { return m_values.count(option); }
    /** All values of an option in the order given. */
    const std::vector<std::string>& getValues(const std::string& option) const;
    /** The value of an option that is given. */
    const std::string& getValue(const std::string& option) const { return m_values.at(option).front(); }
    /** Steering file or the like, the first argument that is no option. */
    const std::optional<std::string>& getSteering() const { return m_steering; }
    /** What is meant for the steering file. */
    const std::vector<std::string>& getArguments() const { return m_arguments; }

  private:
    void addOption(int code, const char* given, const char* value);
    void addPositional(const std::string& text);

    std::map<std::string, std::vector<std::string>> m_values;
    std::optional<std::string> m_steering;
    std::vector<std::string> m_arguments;
  };
}
