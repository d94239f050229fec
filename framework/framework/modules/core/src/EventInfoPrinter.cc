// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <iomanip>

namespace Belle2 {
  /** Prints the numbers of each event and the borders of runs. */
  class EventInfoPrinterModule final : public Module {
  public:
    EventInfoPrinterModule();
    void initialize() override { m_eventMetaData.isRequired(); }
    void beginRun() override;
    void event() override;
    void endRun() override;

  private:
    StoreObjPtr<EventMetaData> m_eventMetaData;
  };
}

using namespace Belle2;

REG_MODULE(EventInfoPrinter)

namespace {
  constexpr int c_lineWidth = 72;
}

EventInfoPrinterModule::EventInfoPrinterModule()
{
  setDescription("Prints experiment, run and event number of each event, and where runs begin and end.");
  setPropertyFlags(c_ParallelProcessingCertified);
}

void EventInfoPrinterModule::beginRun()
{
  B2INFO(std::string(c_lineWidth, '='));
  B2INFO(">>> Start new run: " << m_eventMetaData->getRun());
  B2INFO(std::string(c_lineWidth, '-'));
}

void EventInfoPrinterModule::event()
{
  B2INFO("EXP: " << std::setw(8) << m_eventMetaData->getExperiment()
         << "        RUN: " << std::setw(8) << m_eventMetaData->getRun()
         << "        EVT: " << std::setw(8) << m_eventMetaData->getEvent());
}

void EventInfoPrinterModule::endRun()
{
  B2INFO(std::string(c_lineWidth, '-'));
  B2INFO("<<< End run: " << m_eventMetaData->getRun());
  B2INFO(std::string(c_lineWidth, '='));
}
