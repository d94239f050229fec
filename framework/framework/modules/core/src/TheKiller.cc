// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/logging/Logger.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <stdexcept>

#include <sys/mman.h>
#include <unistd.h>

namespace Belle2 {
  /** Ends the job in a chosen way: for tests of what then happens. */
  class TheKillerModule final : public Module {
  public:
    TheKillerModule();
    void initialize() override;
    void event() override;

  private:
    std::string m_method = "abort";
    unsigned int m_parameter = 0;
    unsigned int m_eventToKill = 0;
    unsigned int m_event = 0;
  };
}

using namespace Belle2;

REG_MODULE(TheKiller)

namespace {
  void writeToNull()
  {
    // Volatile twice, so that no compiler sees it coming.
    volatile int* volatile nowhere = nullptr;
    *nowhere = 5;
  }

  void writeBehindEndOfFile()
  {
    const int file = memfd_create("empty", 0);
    void* page = mmap(nullptr, 1, PROT_WRITE, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) *static_cast<volatile char*>(page) = 5;
  }

  const std::map<std::string, std::function<void(int)>> c_methods = {
    {"abort", [](int) { std::abort(); }},
    {"terminate", [](int) { std::terminate(); }},
    {"quick_exit", [](int code) { std::quick_exit(code); }},
    {"exit", [](int code) { std::exit(code); }},
    {"exception", [](int) { throw std::runtime_error("The module TheKiller was asked to throw this exception"); }},
    {"signal", [](int number) { if (std::raise(number) != 0) B2FATAL("There is no signal " << number); }},
    {"segfault", [](int) { writeToNull(); }},
    {"buserror", [](int) { writeBehindEndOfFile(); }},
    {"sleep", [](int seconds) { for (unsigned int left = seconds; left > 0;) left = sleep(left); }},
  };

  std::string listMethods()
  {
    std::string names;
    for (const auto& method : c_methods) names += (names.empty() ? "" : ", ") + method.first;
    return names;
  }
}

TheKillerModule::TheKillerModule()
{
  setDescription("Ends the job, or makes it hang, in a chosen event and way. For tests of what happens then.");
  addParam("method", m_method, "The way: one of " + listMethods(), m_method);
  addParam("parameter", m_parameter, "The exit code of exit and quick_exit, the number of the signal, or the seconds to sleep",
           m_parameter);
  addParam("event", m_eventToKill, "In which event of the job, counted from 1. With 0 the first one, too.");
}

void TheKillerModule::initialize()
{
  m_event = 0;
  std::transform(m_method.begin(), m_method.end(), m_method.begin(), [](unsigned char c) { return std::tolower(c); });
  if (!c_methods.count(m_method)) B2ERROR("'" << m_method << "' in the parameter method is none of " << listMethods());
}

void TheKillerModule::event()
{
  if (++m_event < m_eventToKill) return;
  c_methods.at(m_method)(static_cast<int>(m_parameter));
}
