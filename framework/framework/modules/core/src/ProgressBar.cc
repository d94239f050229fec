// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>
#include <framework/core/Module.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>

#include <unistd.h>

namespace Belle2 {
  /** Draws how much of the job is done and tells how long the rest will take. */
  class ProgressBarModule final : public Module {
  public:
    ProgressBarModule();
    void initialize() override;
    void event() override;
    void terminate() override;

  private:
    using Clock = std::chrono::steady_clock;

    void draw(double seconds);

    unsigned long m_events = 0;
    unsigned long m_total = 0;
    int m_filled = 0;
    bool m_isTerminal = false;
    Clock::time_point m_start;
    Clock::time_point m_lastDrawn;
  };
}

using namespace Belle2;

REG_MODULE(ProgressBar)

namespace {
  constexpr int c_length = 50;
  constexpr std::chrono::seconds c_interval(1);

  /** Such as 1h2m3s; hours and minutes only where there are some. */
  std::string formatTime(long seconds)
  {
    std::string text;
    if (seconds >= 3600) text += std::to_string(seconds / 3600) + "h";
    if (seconds >= 60) text += std::to_string(seconds / 60 % 60) + "m";
    return text + std::to_string(seconds % 60) + "s";
  }
}

ProgressBarModule::ProgressBarModule()
{
  setDescription("Draws a bar on the standard error that shows how much of the job is done, with the time that the rest will take. "
                 "It is drawn at most once per second, into a file only where it has changed, and not at all "
                 "if the number of events is not known.");
}

void ProgressBarModule::initialize()
{
  m_events = 0;
  m_filled = 0;
  m_isTerminal = isatty(STDERR_FILENO);
}

void ProgressBarModule::event()
{
  if (m_events++ == 0) {
    // Only now, because the module that knows the number may stand behind this one.
    m_total = Environment::Instance().getNumberOfEvents();
    // The first event took the time of the start of the job as well: the estimate is better without it.
    m_start = m_lastDrawn = Clock::now();
    return;
  }
  if (m_total == 0) return;
  const auto now = Clock::now();
  if (now - m_lastDrawn < c_interval) return;
  m_lastDrawn = now;
  draw(std::chrono::duration<double>(now - m_start).count());
}

void ProgressBarModule::draw(double seconds)
{
  const unsigned long done = m_events - 1;
  if (done > m_total) return;
  const double ratio = static_cast<double>(done) / static_cast<double>(m_total);
  const int filled = static_cast<int>(ratio * c_length);
  if (!m_isTerminal && filled <= m_filled) return;
  m_filled = filled;
  const long remaining = std::lround(seconds / static_cast<double>(done) * static_cast<double>(m_total - done));
  std::string bar = std::string(static_cast<std::size_t>(filled), '=') + ">";
  bar.resize(c_length, ' ');
  // The spaces at the end hide what is left of a longer line.
  std::fprintf(stderr, "[%s] %3d%% %s remaining          %s", bar.c_str(), static_cast<int>(ratio * 100),
               formatTime(remaining).c_str(), m_isTerminal ? "\r" : "\n");
  std::fflush(stderr);
}

void ProgressBarModule::terminate()
{
  std::fputs("\n", stderr);
}
