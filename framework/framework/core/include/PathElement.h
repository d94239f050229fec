// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>

namespace Belle2 {
  /** What a path consists of: modules and other paths. */
  class PathElement {
  public:
    virtual ~PathElement() = default;
    /** The element as it shows in the text of its path. */
    virtual std::string getPathString() const = 0;
  };
}
