// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/InteractiveSession.h>
#include <framework/core/Module.h>

namespace Belle2 {
  /** Lets the user look at an event, and change it. */
  class InteractiveModule final : public Module {
  public:
    InteractiveModule();
    void event() override;
  };
}

using namespace Belle2;

REG_MODULE(Interactive)

InteractiveModule::InteractiveModule()
{
  setDescription("Opens an IPython session in each event, with the variables of the steering file and Belle2 of ROOT. "
                 "What is changed there is seen by the modules behind this one. Ctrl-D goes on with the job.");
}

void InteractiveModule::event()
{
  InteractiveSession::open();
}
