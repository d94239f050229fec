// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/core/RandomNumbers.h>

namespace Belle2 {
  /** Makes the random numbers of later modules independent of how many the earlier ones draw. */
  class RandomBarrierModule final : public Module {
  public:
    RandomBarrierModule();
    void initialize() override { RandomNumbers::barrier(); }
    void beginRun() override { RandomNumbers::barrier(); }
    void event() override { RandomNumbers::barrier(); }
    void endRun() override { RandomNumbers::barrier(); }
  };
}

using namespace Belle2;

REG_MODULE(RandomBarrier)

RandomBarrierModule::RandomBarrierModule()
{
  setDescription("Makes the random numbers of the modules behind it independent of those that modules before it have used.");
  setPropertyFlags(c_ParallelProcessingCertified);
}
