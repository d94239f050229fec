// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/logging/Logger.h>

#include <TRandom.h>

namespace Belle2 {
  /** Lets a random fraction of the events pass. */
  class PrescaleModule final : public Module {
  public:
    PrescaleModule();
    void initialize() override;
    void event() override { setReturnValue(gRandom->Uniform() < m_prescale); }

  private:
    double m_prescale = 1;
  };
}

using namespace Belle2;

REG_MODULE(Prescale)

PrescaleModule::PrescaleModule()
{
  setDescription("Returns true for a random fraction of the events, false for the others. "
                 "Conditions on it select events or leave them out.");
  setPropertyFlags(c_ParallelProcessingCertified);
  addParam("prescale", m_prescale, "The fraction of events for which the module returns true, between 0 and 1", m_prescale);
}

void PrescaleModule::initialize()
{
  if (!(m_prescale >= 0 && m_prescale <= 1)) B2ERROR("The parameter prescale is " << m_prescale << ", but must be between 0 and 1");
}
