// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>

namespace Belle2 {
  /** Reads the error flag of the event and adds bits to it. */
  class EventErrorFlagModule final : public Module {
  public:
    EventErrorFlagModule();
    void initialize() override { m_eventMetaData.isRequired(); }
    void event() override;

  private:
    StoreObjPtr<EventMetaData> m_eventMetaData;
    int m_errorFlag = 0;
  };
}

using namespace Belle2;

REG_MODULE(EventErrorFlag)

EventErrorFlagModule::EventErrorFlagModule()
{
  setDescription("Returns the error flag that the event has, then adds the given bits to it.");
  setPropertyFlags(c_ParallelProcessingCertified);
  addParam("errorFlag", m_errorFlag, "Bits to add to the error flag of each event", m_errorFlag);
}

void EventErrorFlagModule::event()
{
  setReturnValue(static_cast<int>(m_eventMetaData->getErrorFlag()));
  m_eventMetaData->addErrorFlag(static_cast<unsigned int>(m_errorFlag));
}
