// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

namespace Belle2 {
  /** Where a job runs, for those whose messages or files differ there. */
  enum class Realm { none, online, production };
}
