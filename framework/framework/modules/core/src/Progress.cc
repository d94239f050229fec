// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/logging/Logger.h>

#include <iomanip>

namespace Belle2 {
  /** Tells how many events are done: often at first, then ever more rarely. */
  class ProgressModule final : public Module {
  public:
    ProgressModule();
    void initialize() override;
    void beginRun() override;
    void event() override;

  private:
    unsigned long m_runs = 0;
    unsigned long m_events = 0;
    int m_maxOrder = 3;
  };
}

using namespace Belle2;

REG_MODULE(Progress)

ProgressModule::ProgressModule()
{
  setDescription("Prints the number of processed events: each of the first 10, then each 10th up to 100, and so on. "
                 "Its lines are shown whatever log level is set for the job or the module.");
  addParam("maxN", m_maxOrder, "The largest interval is 10 to the power of this number of events", m_maxOrder);
}

void ProgressModule::initialize()
{
  m_runs = m_events = 0;
  // Whoever adds this module wants to see its lines: here, so that no steering file can silence it before.
  setLogLevel(LogConfig::c_Info);
}

void ProgressModule::beginRun()
{
  ++m_runs;
  B2INFO("Begin of new run");
}

void ProgressModule::event()
{
  ++m_events;
  unsigned long interval = 1;
  for (int order = 0; order < m_maxOrder && interval * 10 <= m_events; ++order) interval *= 10;
  if (m_events % interval == 0)
    B2INFO("Processed: " << std::setw(3) << m_runs << " runs, " << std::setw(6) << m_events << " events");
}
