// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/CommandLine.h>

#include <framework/utilities/NearNames.h>

#include <algorithm>
#include <cctype>

#include <getopt.h>

using namespace Belle2;

namespace {
  enum class Value { none, optional, one, many };

  struct Option {
    char letter;
    const char* name;
    Value value;
    const char* argument;
    const char* help;
    /** Otherwise an empty value is an unset variable in a script. */
    bool mayBeEmpty = false;
  };

  constexpr const char* c_usage =
    "Usage: basf2 [OPTIONS] [STEERING_FILE] [-- [STEERING_FILE_OPTIONS]]\n"
    "Process events as a steering file says; without one, open an interactive session.\n\n";

  const std::vector<Option> c_options = {
    {'h', "help", Value::none, "", "print this help"},
    {'v', "version", Value::none, "", "print the version"},
    {0, "version-short", Value::none, "", "print the name of the release only"},
    {0, "info", Value::none, "", "print where the software comes from"},
    {0, "license", Value::none, "", "print the licence"},
    {'m', "modules", Value::optional, "[NAME]", "list all modules, those of a package, or the parameters of a module", true},
    {'n', "events", Value::one, "N", "number of events"},
    {0, "run", Value::one, "R", "run number, with --experiment and -n"},
    {0, "experiment", Value::one, "E", "experiment number, with --run and -n"},
    {0, "skip-events", Value::one, "N", "number of events to leave out at the start"},
    {'i', "input", Value::many, "FILE", "input file instead of those of the steering file (repeatable)"},
    {'S', "sequence", Value::many, "SEQ", "numbers of the entries to read, such as 0:9,20; one per input file (repeatable)"},
    {'o', "output", Value::one, "FILE", "output file instead of that of the first output module"},
    {0, "secondary-input", Value::many, "FILE", "input file of the secondary input (repeatable)"},
    {'p', "processes", Value::one, "N", "number of worker processes; 0 for one process"},
    {'l', "log_level", Value::one, "LEVEL", "DEBUG, INFO, RESULT, WARNING or ERROR; beats the steering file"},
    {'d', "debug_level", Value::one, "N", "show debug messages up to this level, unless the steering file says otherwise"},
    {0, "package_log_level", Value::many, "PACKAGE:LEVEL[:N]", "log level (and debug level) of a package (repeatable)"},
    {0, "module_log_level", Value::many, "MODULE:LEVEL[:N]", "log level (and debug level) of the modules of a name (repeatable)"},
    {0, "random-seed", Value::one, "SEED", "seed of the random numbers, unless the steering file sets one", true},
    {0, "realm", Value::one, "REALM", "where the job runs: online or production"},
    {0, "no-stats", Value::none, "", "collect no statistics"},
    {0, "dry-run", Value::none, "", "process nothing, print the input and output files"},
    {0, "dump-path", Value::one, "FILE", "process nothing, store the path in a file for --execute-path"},
    {0, "execute-path", Value::one, "FILE", "process a stored path instead of a steering file"},
    {0, "job-information", Value::one, "FILE", "keep a JSON file with the state of the job and its output files"},
    {0, "module-io", Value::one, "MODULE", "draw what a module reads and writes: MODULE.dot"},
    {0, "visualize-dataflow", Value::none, "", "draw what the modules of the job read and write: dataflow.dot"},
    {0, "profile", Value::one, "MODULE", "run with valgrind and profile event() of a C++ module: callgrind.MODULE.PID"},
    {0, "zmq", Value::none, "", "connect worker processes by ZMQ"},
    {0, "steering", Value::one, "FILE", nullptr},
    {0, "arg", Value::many, "ARG", nullptr, true},
  };

  /** Codes of getopt for long options are indices of options from here on. */
  constexpr int c_indexBase = 1000;
  /** Code of getopt for what is no option. */
  constexpr int c_positional = 1;

  std::vector<option> makeLongOptions()
  {
    std::vector<option> options;
    for (std::size_t i = 0; i < c_options.size(); ++i) {
      const int argument = c_options[i].value == Value::none ? no_argument : c_options[i].value == Value::optional ?
                           optional_argument : required_argument;
      options.push_back({c_options[i].name, argument, nullptr, c_indexBase + static_cast<int>(i)});
    }
    options.push_back({nullptr, 0, nullptr, 0});
    return options;
  }

  std::string makeLetters()
  {
    // Positionals in order, and missing values told from unknown options.
    std::string letters = "-:";
    for (const auto& option : c_options) {
      if (!option.letter) continue;
      letters += option.letter;
      letters += option.value == Value::none ? "" : option.value == Value::optional ? "::" : ":";
    }
    return letters;
  }

  const Option& findOption(int code)
  {
    if (code >= c_indexBase) return c_options[code - c_indexBase];
    return *std::find_if(c_options.begin(), c_options.end(), [code](const Option & option) { return option.letter == code; });
  }

  /** A value in an argument of its own that looks like an option is a forgotten value; numbers below zero are none. */
  bool looksLikeOption(const std::string& value)
  {
    return value.size() > 1 && value[0] == '-' && !std::isdigit(static_cast<unsigned char>(value[1]));
  }

  [[noreturn]] void refuseMissing(const std::string& given)
  {
    throw CommandLineError("the option '" + given + "' needs a value");
  }

  [[noreturn]] void refuseUnknown(const std::string& given)
  {
    if (optopt >= c_indexBase)
      throw CommandLineError("the option '--" + std::string(c_options[optopt - c_indexBase].name) + "' takes no value");
    if (optopt) throw CommandLineError(std::string("unrecognised option '-") + static_cast<char>(optopt) + "'");
    std::vector<std::string> names;
    for (const auto& option : c_options)
      if (option.help) names.push_back(std::string("--") + option.name);
    throw CommandLineError("unrecognised option '" + given + "'" + suggestNearNames(given.substr(0, given.find('=')), names));
  }
}

namespace Belle2 {
  CommandLine::CommandLine(int argc, char* argv[])
  {
    const auto longOptions = makeLongOptions();
    const std::string letters = makeLetters();
    opterr = 0;
    optind = 0;
    for (int code; (code = getopt_long(argc, argv, letters.c_str(), longOptions.data(), nullptr)) != -1;) {
      const char* given = argv[optind - 1];
      if (code == '?') refuseUnknown(given);
      if (code == ':') refuseMissing(given);
      if (code == c_positional) addPositional(optarg);
      else addOption(code, given, optarg);
    }
    for (int i = optind; i < argc; ++i) addPositional(argv[i]);
  }

  void CommandLine::addOption(int code, const char* given, const char* value)
  {
    const Option& option = findOption(code);
    const std::string name = std::string("--") + option.name;
    if (value && value == given && looksLikeOption(value)) refuseMissing(name);
    if (value && !*value && !option.mayBeEmpty) throw CommandLineError("the option '" + name + "' has an empty value");
    if (option.value == Value::one && has(option.name))
      throw CommandLineError("the option '" + name + "' is given more than once");
    if (option.name == std::string("arg")) m_arguments.emplace_back(value);
    if (option.name == std::string("steering")) m_steering = value;
    m_values[option.name].emplace_back(value ? value : "");
  }

  void CommandLine::addPositional(const std::string& text)
  {
    if (!m_steering) m_steering = text;
    else m_arguments.push_back(text);
  }

  std::string CommandLine::getHelp()
  {
    constexpr std::size_t c_nameWidth = 42;
    std::string text = std::string(c_usage) + "Options:\n";
    for (const auto& option : c_options) {
      if (!option.help) continue;
      std::string line = option.letter ? std::string("  -") + option.letter + ", --" : "      --";
      line += std::string(option.name) + (option.value == Value::none ? "" : " ") + option.argument;
      line.resize(std::max(c_nameWidth, line.size() + 2), ' ');
      text += line + option.help + "\n";
    }
    return text;
  }

  const std::vector<std::string>& CommandLine::getValues(const std::string& option) const
  {
    static const std::vector<std::string> none;
    const auto found = m_values.find(option);
    return found == m_values.end() ? none : found->second;
  }
}
