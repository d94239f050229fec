// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/EventProcessor.h>
#include <framework/core/Module.h>
#include <framework/core/Path.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>
#include <framework/pcore/EventStreamer.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Belle2 {
  /** Runs a path in a process of its own for each event, so that a crash costs no more than what the path does to the event. */
  class CrashHandlerModule final : public Module, public EventProcessor {
  public:
    CrashHandlerModule();
    void initialize() override;
    void beginRun() override;
    void event() override;
    void endRun() override;
    void terminate() override;
    std::shared_ptr<PathElement> clone() const override;

  private:
    /** Run the path and send the event; never returns. */
    [[noreturn]] void runHelper(int pipe);
    void reportCrash(const std::string& reason);

    PathPtr m_path;
    unsigned int m_events = 0;
    unsigned int m_crashes = 0;
  };
}

using namespace Belle2;

REG_MODULE(CrashHandler)

namespace {
  void flushAll()
  {
    std::cout.flush();
    std::fflush(nullptr);
  }

  std::string readAll(int pipe)
  {
    std::string bytes;
    char block[1 << 16];
    for (;;) {
      const auto size = read(pipe, block, sizeof(block));
      if (size > 0) bytes.append(block, static_cast<std::size_t>(size));
      else if (size == 0 || errno != EINTR) return bytes;
    }
  }

  bool writeAll(int pipe, const std::string& bytes)
  {
    for (std::size_t done = 0; done < bytes.size();) {
      const auto size = write(pipe, bytes.data() + done, bytes.size() - done);
      if (size >= 0) done += static_cast<std::size_t>(size);
      else if (errno != EINTR) return false;
    }
    return true;
  }

  /** Why a process has failed; empty if it has not. */
  std::string waitFor(pid_t process)
  {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    if (WIFSIGNALED(status)) return std::string("signal ") + std::to_string(WTERMSIG(status)) + ", " + strsignal(WTERMSIG(status));
    return WEXITSTATUS(status) == 0 ? "" : "exit code " + std::to_string(WEXITSTATUS(status));
  }

  /** The files that are open belong to the process that goes on: the helper must neither close nor flush them when it ends. */
  void leaveFilesAlone()
  {
    LogSystem::Instance().setAbortHandler(nullptr);
    LogSystem::Instance().enableErrorSummary(false);
    std::atexit([] { flushAll(); _exit(1); });
    // ROOT would close its files after printing what it knows about the crash.
    for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS}) std::signal(signal, SIG_DFL);
  }
}

CrashHandlerModule::CrashHandlerModule()
{
  setDescription("Runs a path in a helper process, once per event, so that crashes, fatal errors and exceptions in it do not end "
                 "the job. Returns true if the path has run, and false after a crash: the event is then as it was before the path. "
                 "What modules of the path keep from event to event is lost, apart from their statistics. "
                 "This costs time, and does not replace mending the modules.");
  setPropertyFlags(c_ParallelProcessingCertified | c_TerminateInAllProcesses);
  addParam("path", m_path, "The path to run; all of its modules need the flag PARALLELPROCESSINGCERTIFIED");
}

std::shared_ptr<PathElement> CrashHandlerModule::clone() const
{
  auto copy = Module::clone();
  auto& path = static_cast<CrashHandlerModule&>(*copy).m_path;
  if (path) path = std::static_pointer_cast<Path>(path->clone());
  return copy;
}

void CrashHandlerModule::initialize()
{
  m_events = m_crashes = 0;
  m_modules.clear();
  if (!m_path || m_path->isEmpty()) {
    B2ERROR("The module " << getName() << " has no path to run");
    return;
  }
  if (m_path->reaches(this)) B2FATAL("The path of the module " << getName() << " leads to the module itself");
  m_modules = m_path->buildModulePathList();
  for (const auto& module : m_modules)
    if (!module->hasProperties(c_ParallelProcessingCertified))
      B2ERROR("The module " << module->getName() << " cannot run in a CrashHandler, because it lacks the flag "
              "PARALLELPROCESSINGCERTIFIED. Set it with set_property_flags() if the module keeps nothing between events.");
  processInitialize(m_modules, false);
}

void CrashHandlerModule::beginRun()
{
  callHooks(&Module::beginRun, ModuleStatistics::c_BeginRun);
}

void CrashHandlerModule::endRun()
{
  callHooks(&Module::endRun, ModuleStatistics::c_EndRun);
}

void CrashHandlerModule::terminate()
{
  findStatistics();
  callTerminate(m_modules);
}

void CrashHandlerModule::event()
{
  ++m_events;
  int ends[2];
  // A program that the path starts and leaves running must not keep the pipe open.
  if (pipe2(ends, O_CLOEXEC) != 0) B2FATAL("No pipe to a helper process can be opened: " << std::strerror(errno));
  // What is still in a buffer would be written twice.
  flushAll();
  const pid_t helper = fork();
  if (helper < 0) B2FATAL("No helper process can be started: " << std::strerror(errno));
  if (helper == 0) {
    close(ends[0]);
    runHelper(ends[1]);
  }
  close(ends[1]);
  const std::string bytes = readAll(ends[0]);
  close(ends[0]);
  const std::string reason = waitFor(helper);
  if (reason.empty()) EventStreamer::read(bytes);
  else reportCrash(reason);
  setReturnValue(reason.empty());
}

void CrashHandlerModule::runHelper(int pipe)
{
  leaveFilesAlone();
  const StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
  if (statistics) statistics->clear();
  bool isSent = false;
  try {
    startClock();
    isSent = processEvent(m_path.get(), false) && writeAll(pipe, EventStreamer::write());
  } catch (const std::exception& error) {
    B2ERROR("Exception in the path of the module " << getName() << ": " << error.what());
  } catch (...) {
    // Whatever it is, it must not get out of the helper, which would then go on with the rest of the job.
    B2ERROR("In the path of the module " << getName() << " something that is no std::exception was thrown");
  }
  flushAll();
  _exit(isSent ? 0 : 1);
}

void CrashHandlerModule::reportCrash(const std::string& reason)
{
  ++m_crashes;
  B2WARNING("The path of the module " << getName() << " has crashed: what it did to the event is lost"
            << LogVar("reason", reason) << LogVar("crashes", m_crashes) << LogVar("events", m_events));
}
