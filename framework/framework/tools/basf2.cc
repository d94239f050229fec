// SPDX-License-Identifier: LGPL-3.0-or-later
#include <Python.h>

#include <framework/core/CommandLine.h>
#include <framework/core/Environment.h>
#include <framework/logging/Logger.h>
#include <framework/utilities/FileSystem.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

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
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream) B2FATAL("The steering file '" << file << "' cannot be read");
    Environment::Instance().setSteering(text);
    B2INFO("Steering file: " << given);
    return file;
  }

  /** Stop with the text of an error in starting Python. */
  void check(PyStatus status, PyConfig& config)
  {
    if (!PyStatus_Exception(status)) return;
    PyConfig_Clear(&config);
    Py_ExitStatusException(status);
  }

  /** Run a file like `python3 file arguments`, and return the exit code. */
  int runPython(const std::string& file, const std::vector<std::string>& arguments)
  {
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.install_signal_handlers = 0;
    config.parse_argv = 0;
    check(PyConfig_SetBytesString(&config, &config.program_name, findPython().c_str()), config);
    check(PyConfig_SetBytesString(&config, &config.run_filename, file.c_str()), config);
    // What ROOT's wheel says about its stage at each import is for those who choose the version of ROOT.
    check(PyWideStringList_Append(&config.warnoptions, L"ignore::UserWarning:ROOT"), config);
    std::vector<char*> argv{const_cast<char*>(file.c_str())};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    check(PyConfig_SetBytesArgv(&config, static_cast<Py_ssize_t>(argv.size()), argv.data()), config);
    check(Py_InitializeFromConfig(&config), config);
    PyConfig_Clear(&config);
    return Py_RunMain();
  }

  /** The script of an option that only prints, or of the interactive session; empty for steering files. */
  std::string findScript(const CommandLine& options)
  {
    std::string script;
    if (options.has("version")) script = "basf2/version.py";
    else if (options.has("info")) script = "basf2_cli/print_info.py";
    else if (options.has("license")) script = "basf2_cli/print_license.py";
    else if (options.has("modules")) script = "basf2_cli/modules.py";
    else if (options.getPositionals().empty()) script = "basf2_cli/interactive.py";
    else return "";
    const std::string file = findInLib(script);
    if (file.empty())
      B2FATAL("The file '" << script << "' is in no release: is the environment set up (b2setup) and the software built (scons)?");
    return file;
  }
}

int main(int argc, char* argv[])
{
  // A reader that goes away, such as head, ends the job without a word.
  std::signal(SIGPIPE, SIG_DFL);
  try {
    const CommandLine options(argc, argv);
    if (options.has("help")) {
      std::cout << CommandLine::getHelp();
      return 0;
    }
    const std::string script = findScript(options);
    options.apply();
    auto arguments = options.getPositionals();
    if (!script.empty()) return runPython(script, arguments);
    const std::string file = findSteering(arguments.front());
    arguments.erase(arguments.begin());
    const int code = runPython(file, arguments);
    std::cout << Environment::Instance().getDryRunReport() << std::flush;
    return code;
  } catch (std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
}
