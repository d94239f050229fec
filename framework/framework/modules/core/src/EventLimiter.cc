// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

namespace Belle2 {
  /** Lets a limited number of events of each run pass. */
  class EventLimiterModule final : public Module {
  public:
    EventLimiterModule();
    void initialize() override { m_eventMetaData.isRequired(); }
    void beginRun() override { m_events = 0; }
    void event() override;

  private:
    StoreObjPtr<EventMetaData> m_eventMetaData;
    int m_maxEvents = -1;
    int m_events = 0;
  };
}

using namespace Belle2;

REG_MODULE(EventLimiter)

EventLimiterModule::EventLimiterModule()
{
  setDescription("Returns true for the first events of each run, false for the others. "
                 "Conditions on it keep further events from the rest of the path.");
  addParam("maxEventsPerRun", m_maxEvents, "Number of events per run for which the module returns true; -1: all", m_maxEvents);
}

void EventLimiterModule::event()
{
  const bool passes = m_maxEvents < 0 || m_events < m_maxEvents;
  setReturnValue(passes);
  // One more than the limit tells that it was reported.
  if (m_maxEvents < 0 || m_events > m_maxEvents) return;
  ++m_events;
  if (!passes)
    B2INFO("The limit of " << m_maxEvents << " events is reached for experiment " << m_eventMetaData->getExperiment()
           << ", run " << m_eventMetaData->getRun());
}
