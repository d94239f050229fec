// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>

namespace Belle2::CreationData {
  /** Now in UTC as YYYY-MM-DD HH:MM:SS. */
  std::string getDate();
  /** BELLE2_SITE, or the name of the host. */
  std::string getSite();
  /** BELLE2_USER, USER, the login name, or "unknown". */
  std::string getUser();
  /** Name of the release, or "unknown" outside of one. */
  std::string getRelease();
}
