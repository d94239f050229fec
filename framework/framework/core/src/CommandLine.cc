// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/CommandLine.h>

#include <framework/core/Environment.h>
#include <framework/core/RandomNumbers.h>
#include <framework/logging/Logger.h>

#include <cerrno>
#include <charconv>
#include <limits>

#include <getopt.h>
#include <wordexp.h>

using namespace Belle2;

namespace {
  struct Option {
    char letter;
    const char* name;
    const char* argument;
    const char* help;
  };

  constexpr const char* c_usage =
    "Usage: basf2 [OPTIONS] [STEERING_FILE] [-- [STEERING_FILE_OPTIONS]]\n"
    "Process events as a steering file says; without one, open an interactive session.\n\n";

  const std::vector<Option> c_options = {
    {'h', "help", nullptr, "print this help"},
    {'v', "version", nullptr, "print the version"},
    {0, "info", nullptr, "print where the software comes from"},
    {0, "license", nullptr, "print the licence"},
    {'m', "modules", nullptr, "list all modules, those of a package, or the parameters of a module: -m [NAME]"},
    {'n', "events", "N", "number of events"},
    {0, "run", "R", "run number, with --experiment and -n"},
    {0, "experiment", "E", "experiment number, with --run and -n"},
    {0, "skip-events", "N", "number of events to leave out at the start"},
    {'i', "input", "FILE", "input file instead of those of the steering file (repeatable)"},
    {'S', "sequence", "SEQ", "numbers of the entries to read, such as 0:9,20; one per input file (repeatable)"},
    {'o', "output", "FILE", "output file instead of that of the steering file"},
    {0, "secondary-input", "FILE", "input file of the secondary input (repeatable)"},
    {'p', "processes", "N", "number of worker processes; 0 for one process"},
    {'l', "log_level", "LEVEL", "DEBUG, INFO, RESULT, WARNING or ERROR; beats the steering file"},
    {'d', "debug_level", "N", "show debug messages up to this level"},
    {0, "package_log_level", "PACKAGE:LEVEL[:N]", "log level (and debug level) of a package (repeatable)"},
    {0, "module_log_level", "MODULE:LEVEL[:N]", "log level (and debug level) of the modules of a name (repeatable)"},
    {0, "random-seed", "SEED", "seed of the random numbers, unless the steering file sets one"},
    {0, "no-stats", nullptr, "collect no statistics"},
    {0, "dry-run", nullptr, "process nothing, print the input and output files"},
    {0, "steering", "FILE", nullptr},
    {0, "arg", "ARG", nullptr},
  };

  /** Tables of getopt: values from 1000 are indices of options. */
  constexpr int c_indexBase = 1000;

  std::vector<option> makeLongOptions()
  {
    std::vector<option> options;
    for (std::size_t i = 0; i < c_options.size(); ++i)
      options.push_back({c_options[i].name, c_options[i].argument ? 1 : 0, nullptr, c_indexBase + static_cast<int>(i)});
    options.push_back({nullptr, 0, nullptr, 0});
    return options;
  }

  std::string makeLetters()
  {
    std::string letters = ":";
    for (const auto& option : c_options)
      if (option.letter) letters += std::string(1, option.letter) + (option.argument ? ":" : "");
    return letters;
  }

  const Option& findOption(int code)
  {
    if (code >= c_indexBase) return c_options[code - c_indexBase];
    for (const auto& option : c_options)
      if (option.letter == code) return option;
    throw std::logic_error("unknown option code");
  }

  LogConfig::ELogLevel parseLevel(const std::string& text, const std::string& option)
  {
    const auto level = LogConfig::stringToLogLevel(text);
    if (level > LogConfig::c_Error)
      B2FATAL("'" << text << "' of the option " << option <<
              " is not a log level: use DEBUG, INFO, RESULT, WARNING or ERROR");
    return level;
  }

  bool parseNumber(const std::string& text, long& number)
  {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
  }

  /** NAME:LEVEL[:N]; gives the name, and changes the configuration that is found for it. */
  template<class Find> void applyNamedLevel(const std::string& text, const std::string& option, Find find)
  {
    const auto first = text.find(':');
    if (first == std::string::npos ||
        first == 0) B2FATAL("'" << text << "' of the option " << option << " is not of the form NAME:LEVEL[:N]");
    const auto second = text.find(':', first + 1);
    const auto level = parseLevel(text.substr(first + 1,
                                              second == std::string::npos ? second : second - first - 1),
                                  option);
    LogConfig& config = find(text.substr(0, first));
    config.setLogLevel(level);
    if (second == std::string::npos) return;
    long debugLevel = 0;
    if (parseNumber(text.substr(second + 1), debugLevel)) config.setDebugLevel(static_cast<int>(debugLevel));
    else B2WARNING("'" << text.substr(second + 1) << "' of the option " << option <<
                     " is not a debug level: it is ignored");
  }

  /** Names with wild cards become those of the files that exist. */
  std::vector<std::string> expand(const std::vector<std::string>& names)
  {
    std::vector<std::string> files;
    for (const auto& name : names) {
      wordexp_t words;
      if (wordexp(name.c_str(), &words, WRDE_NOCMD | WRDE_UNDEF) != 0 || words.we_wordc == 0) {
        files.push_back(name);
        continue;
      }
      // A name with blanks is one file, not several.
      const bool literal = name.find_first_of("*?[~$") == std::string::npos;
      if (literal) files.push_back(name);
      else files.insert(files.end(), words.we_wordv, words.we_wordv + words.we_wordc);
      wordfree(&words);
    }
    return files;
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
      const std::string given = argv[optind - 1];
      if (code == '?') throw CommandLineError("unrecognised option '" + (optopt &&
            optopt < c_indexBase ? std::string("-") + char(optopt) : given) + "'");
      if (code == ':') throw CommandLineError("the option '" + given + "' needs a value");
      m_values[findOption(code).name].emplace_back(optarg ? optarg : "");
    }
    for (const auto& file : getValues("steering")) m_positionals.push_back(file);
    m_positionals.insert(m_positionals.end(), argv + optind, argv + argc);
    for (const auto& argument : getValues("arg")) m_positionals.push_back(argument);
  }

  std::string CommandLine::getHelp()
  {
    constexpr std::size_t c_nameWidth = 42;
    std::string text = std::string(c_usage) + "Options:\n";
    for (const auto& option : c_options) {
      if (!option.help) continue;
      std::string line = option.letter ? std::string("  -") + option.letter + ", --" : "      --";
      line += option.name + (option.argument ? std::string(" ") + option.argument : "");
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

  long CommandLine::getNumber(const std::string& option, long minimum, long maximum) const
  {
    const std::string& text = getValues(option).back();
    long number = 0;
    if (!parseNumber(text, number) || number < minimum || number > maximum)
      B2FATAL("'" << text << "' of the option --" << option << " is not a number from " << minimum << " to " <<
              maximum);
    return number;
  }

  void CommandLine::apply() const
  {
    applyNumbers();
    applyFiles();
    applyLogging();
    auto& environment = Environment::Instance();
    if (has("random-seed")) RandomNumbers::initialize(getValues("random-seed").back());
    environment.setNoStats(has("no-stats"));
    environment.setDryRun(has("dry-run"));
  }

  void CommandLine::applyNumbers() const
  {
    constexpr long c_maxInt = std::numeric_limits<int>::max();
    constexpr long c_maxEvents = std::numeric_limits<unsigned int>::max() - 1l;
    auto& environment = Environment::Instance();
    environment.setNumberEventsOption(has("events"));
    if (has("processes")) environment.setNumberProcessesOverride(static_cast<int>(getNumber("processes", 0,
          c_maxInt)));
    if (has("events")) environment.setNumberEventsOverride(static_cast<unsigned int>(getNumber("events", 1,
          c_maxEvents)));
    if (has("run") || has("experiment")) {
      if (!has("run") || !has("experiment") || !has("events"))
        B2FATAL("The options --run, --experiment and -n must be given together");
      environment.setRunOverride(static_cast<int>(getNumber("run", 0, c_maxInt)));
      environment.setExperimentOverride(static_cast<int>(getNumber("experiment", 0, c_maxInt)));
    }
    if (has("skip-events")) environment.setSkipEventsOverride(static_cast<unsigned int>(getNumber("skip-events",
          0,
          c_maxEvents)));
  }

  void CommandLine::applyFiles() const
  {
    auto& environment = Environment::Instance();
    if (has("input")) environment.setInputFilesOverride(expand(getValues("input")));
    if (has("secondary-input")) environment.setSecondaryInputFilesOverride(expand(getValues("secondary-input")));
    if (has("sequence")) environment.setEntrySequencesOverride(getValues("sequence"));
    if (has("output")) environment.setOutputFileOverride(getValues("output").back());
  }

  void CommandLine::applyLogging() const
  {
    auto& log = LogSystem::Instance();
    const auto setLevel = [&log](LogConfig::ELogLevel level) {
      Environment::Instance().setLogLevelOverride(level);
      log.getLogConfig()->setLogLevel(level);
    };
    if (has("log_level")) setLevel(parseLevel(getValues("log_level").back(), "--log_level"));
    for (const auto& text : getValues("package_log_level"))
      applyNamedLevel(text, "--package_log_level", [&](const auto & name) -> LogConfig& { return log.getPackageLogConfig(name); });
    for (const auto& text : getValues("module_log_level"))
      applyNamedLevel(text, "--module_log_level", [&](const auto & name) -> LogConfig& { return log.getModuleLogConfig(name); });
    if (has("debug_level")) {
      setLevel(LogConfig::c_Debug);
      log.getLogConfig()->setDebugLevel(static_cast<int>(getNumber("debug_level", 0,
          std::numeric_limits<int>::max())));
    }
  }
}
