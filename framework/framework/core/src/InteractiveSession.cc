// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/InteractiveSession.h>

#include <stdexcept>

namespace {
  Belle2::InteractiveSession::Opener s_opener = nullptr;
}

namespace Belle2 {
  void InteractiveSession::setOpener(Opener opener)
  {
    s_opener = opener;
  }

  void InteractiveSession::open()
  {
    if (!s_opener) throw std::runtime_error("An interactive session needs Python: run the job from a steering file.");
    s_opener();
  }
}
