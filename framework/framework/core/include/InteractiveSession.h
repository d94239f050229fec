// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

namespace Belle2 {
  /** The interactive session of Python. Module libraries do not link Python, so that pybasf2 says how to open one. */
  class InteractiveSession {
  public:
    using Opener = void (*)();
    static void setOpener(Opener opener);
    /** Returns when the user leaves the session; throws std::runtime_error in a job without Python. */
    static void open();
  };
}
