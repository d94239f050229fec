// SPDX-License-Identifier: LGPL-3.0-or-later
#include <Python.h>

#include <framework/core/CommandLine.h>
#include <framework/core/DataFlowVisualization.h>
#include <framework/core/Environment.h>
#include <framework/core/Framework.h>
#include <framework/core/JobSettings.h>
#include <framework/core/MetadataService.h>
#include <framework/logging/Logger.h>
#include <framework/utilities/FileSystem.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

using namespace Belle2;
namespace fs = std::filesystem;

namespace {
  std::string getVariable(const char* name)
  {
    const char* value = std::getenv(name);
    return value ? value : "";
  }

  /** A file below lib of the local or the central release; empty if there is none. */
  std::string findInLib(const std::string& file)
  {
    for (const char* variable : {"BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR"}) {
      const std::string folder = getVariable(variable);
      const fs::path path = fs::path(folder) / "lib" / getVariable("BELLE2_SUBDIR") / file;
      if (!folder.empty() && FileSystem::isFile(path)) return path;
    }
    return "";
  }

  /** The Python of an active virtual environment that b2venv made on top of a release; empty if there is none. */
  std::string findEnvironment()
  {
    const fs::path folder = getVariable("VIRTUAL_ENV");
    std::ifstream settings(folder / "pyvenv.cfg");
    for (std::string line; !folder.empty() && std::getline(settings, line);) {
      if (line.rfind("belle2-release", 0) == 0) return (folder / "bin/python3").string();
    }
    return "";
  }

  /** The program that sys.executable shall name: a real Python, so that Python can start others. */
  std::string findPython()
  {
    const std::string environment = findEnvironment();
    if (FileSystem::fileExists(environment)) return environment;
    const fs::path python = fs::path(getVariable("BELLE2_EXTERNALS_DIR")) / getVariable("BELLE2_ARCH") / "common/bin/python3";
    return FileSystem::fileExists(python) ? python.string() : "python3";
  }

  std::string findSteering(const std::string& given)
  {
    std::string file = given;
    if (!FileSystem::fileExists(file)) file = findInLib(given);
    if (file.empty() || FileSystem::isDir(file)) B2FATAL("The given filename and/or path is not valid: " << given);
    return file;
  }

  /** A file with a copy of what came from a pipe, which cannot be read again. */
  std::string keepText(const std::string& text)
  {
    const int file = memfd_create("steering", MFD_CLOEXEC);
    FILE* stream = file < 0 ? nullptr : fdopen(file, "w");
    if (!stream || std::fwrite(text.data(), 1, text.size(), stream) != text.size() || std::fflush(stream) != 0)
      B2FATAL("The text of the steering file cannot be kept: " << std::strerror(errno));
    return "/proc/self/fd/" + std::to_string(file);
  }

  /** Keep the text of the steering file; returns the name under which Python can read it. */
  std::string readSteering(const std::string& file)
  {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream) B2FATAL("The steering file '" << file << "' cannot be read");
    Environment::Instance().setSteering(text);
    return FileSystem::isFile(file) ? file : keepText(text);
  }

  /** Stop with the text of an error in starting Python. */
  void check(PyStatus status, PyConfig& config)
  {
    if (!PyStatus_Exception(status)) return;
    PyConfig_Clear(&config);
    Py_ExitStatusException(status);
  }

  /** Run a file of the release before the steering file, with names of its own. */
  void runInit(const std::string& name)
  {
    const std::string file = findInLib(name);
    FILE* stream = file.empty() ? nullptr : std::fopen(file.c_str(), "r");
    if (!stream) return;
    PyObject* names = PyDict_New();
    PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins());
    PyObject* result = PyRun_FileEx(stream, file.c_str(), Py_file_input, names, names, 1);
    if (!result) PyErr_Print();
    Py_XDECREF(result);
    Py_DECREF(names);
  }

  /** Run a file like `python3 name arguments`, and return the exit code. */
  int runPython(const std::string& file, const std::string& name, const std::vector<std::string>& arguments)
  {
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.install_signal_handlers = 0;
    config.parse_argv = 0;
    check(PyConfig_SetBytesString(&config, &config.program_name, findPython().c_str()), config);
    check(PyConfig_SetBytesString(&config, &config.run_filename, file.c_str()), config);
    std::vector<char*> argv{const_cast<char*>(name.c_str())};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    check(PyConfig_SetBytesArgv(&config, static_cast<Py_ssize_t>(argv.size()), argv.data()), config);
    check(Py_InitializeFromConfig(&config), config);
    PyConfig_Clear(&config);
    runInit("basf2/_root_warning.py");
    return Py_RunMain();
  }

  /** The script of an option that needs no steering file, or of the interactive session; empty where there is none. */
  std::string findScript(const CommandLine& options)
  {
    constexpr std::pair<const char*, const char*> c_scripts[] = {
      {"version", "basf2/version.py"}, {"version-short", "basf2/version_short.py"}, {"info", "basf2_cli/print_info.py"},
      {"license", "basf2_cli/print_license.py"}, {"modules", "basf2_cli/modules.py"}, {"module-io", ""},
      {"execute-path", "basf2_cli/execute_pickled_path.py"}
    };
    std::string script = options.getSteering() ? "" : "basf2_cli/interactive.py";
    for (const auto& [option, file] : c_scripts) {
      if (!options.has(option)) continue;
      script = file;
      break;
    }
    const std::string file = findInLib(script);
    if (!script.empty() && file.empty())
      B2FATAL("The file '" << script << "' is in no release: is the environment set up (b2setup) and the software built (scons)?");
    return script.empty() ? "" : file;
  }

  /** What the script finds in sys.argv: a module may be named as value of its option or as first argument. */
  std::vector<std::string> getScriptArguments(const CommandLine& options)
  {
    std::vector<std::string> arguments = options.getArguments();
    if (options.getSteering()) arguments.insert(arguments.begin(), *options.getSteering());
    if (options.has("modules") && !options.getValue("modules").empty())
      arguments.insert(arguments.begin(), options.getValue("modules"));
    return arguments;
  }

  /** Start this program again inside callgrind, which collects only while event() of the module runs. Returns there. */
  void restartForProfile(const std::string& module, char* argv[])
  {
    constexpr const char* c_mark = "BELLE2_RUNS_IN_CALLGRIND";
    if (std::getenv(c_mark)) {
      unsetenv(c_mark);
      return;
    }
    setenv(c_mark, "yes", 1);
    std::vector<std::string> words = {"valgrind", "--tool=callgrind", "--trace-children=no",
                                      "--callgrind-out-file=callgrind." + module + ".%p",
                                      "--toggle-collect=*" + module + "Module::event()", fs::read_symlink("/proc/self/exe")
                                     };
    std::vector<char*> command;
    for (auto& word : words) command.push_back(word.data());
    for (char** argument = argv + 1; *argument; ++argument) command.push_back(*argument);
    command.push_back(nullptr);
    execvp(command[0], command.data());
    B2FATAL("The option --profile needs the program valgrind, which cannot be started: " << std::strerror(errno) <<
            ". Install it, or put its folder in PATH.");
  }

  /** Draw a module; there is nothing for Python to do. */
  int drawModule(const std::string& type)
  {
    const Framework framework;
    try {
      DataFlowVisualization::executeModuleAndCreateIOPlot(type);
    } catch (const ModuleNotCreatedError& error) {
      B2FATAL(error.what());
    }
    return 0;
  }

  int run(const CommandLine& options, char* argv[])
  {
    const std::string script = findScript(options);
    if (options.has("profile")) restartForProfile(options.getValue("profile"), argv);
    JobSettings(options).apply();
    if (!script.empty()) return runPython(script, script, getScriptArguments(options));
    if (options.has("module-io")) return drawModule(options.getValue("module-io"));
    const std::string steering = findSteering(*options.getSteering());
    const std::string readable = readSteering(steering);
    B2INFO("Steering file: " << *options.getSteering());
    return runPython(readable, steering, options.getArguments());
  }

  /** Runs at every exit, because sys.exit() and fatal errors end the process without coming back to main(). */
  void finish(int code, void*)
  {
    std::cout << Environment::Instance().getDryRunReport() << std::flush;
    auto& metadata = MetadataService::Instance();
    if (code) {
      metadata.abortBasf2("stopped with exit code " + std::to_string(code));
      return;
    }
    metadata.addBasf2Status("finished successfully");
    metadata.finishBasf2();
  }
}

int main(int argc, char* argv[])
{
  // A reader that goes away, such as head, ends the job without a word.
  std::signal(SIGPIPE, SIG_DFL);
  on_exit(finish, nullptr);
  LogSystem::Instance().setAbortHandler([] { MetadataService::Instance().abortBasf2("stopped by a fatal error"); });
  try {
    const CommandLine options(argc, argv);
    if (!options.has("help")) return run(options, argv);
    std::cout << CommandLine::getHelp();
    return 0;
  } catch (std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
}
