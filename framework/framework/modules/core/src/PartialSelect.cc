// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>
#include <framework/core/Module.h>
#include <framework/logging/Logger.h>

namespace Belle2 {
  /** Lets the events between two fractions of the job pass. */
  class PartialSelectModule final : public Module {
  public:
    PartialSelectModule();
    void initialize() override;
    void event() override;

  private:
    double m_start = 0;
    double m_stop = 1;
    double m_lastLeftOut = 0;
    double m_last = 0;
    unsigned long m_event = 0;
  };
}

using namespace Belle2;

REG_MODULE(PartialSelect)

PartialSelectModule::PartialSelectModule()
{
  setDescription("Returns true for the events between two fractions of all events of the job, false for those before and after. "
                 "Belongs directly behind the module that makes or reads the events.");
  addParam("entryStart", m_start, "Fraction of the events to leave out at the start, between 0 and 1", m_start);
  addParam("entryStop", m_stop, "Fraction of the events behind which all are left out, between entryStart and 1", m_stop);
}

void PartialSelectModule::initialize()
{
  if (!(m_start >= 0 && m_start <= m_stop && m_stop <= 1))
    B2FATAL("The parameters entryStart and entryStop must be between 0 and 1 and in this order"
            << LogVar("entryStart", m_start) << LogVar("entryStop", m_stop));
  const double total = Environment::Instance().getNumberOfEvents();
  if (total == 0) B2ERROR("PartialSelect needs a job whose number of events is known. Put it behind EventInfoSetter or RootInput.");
  m_event = 0;
  m_lastLeftOut = m_start * total;
  m_last = m_stop * total;
}

void PartialSelectModule::event()
{
  const auto event = static_cast<double>(++m_event);
  setReturnValue(event > m_lastLeftOut && event <= m_last);
}
