// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TObject.h>

namespace Belle2 {
  /**
   * Persistent object of which those of several jobs, files or processes can be made one.
   *
   * A class that derives from it has a constructor without arguments that makes an object which changes nothing when it is merged.
   */
  class Mergeable : public TObject {
  public:
    /** Add another object, which has the same class as this one: a static_cast to it is safe. It does not live on. */
    virtual void merge(const Mergeable* other) = 0;
    /** Become as a new object. */
    virtual void clear() = 0;

    ClassDefOverride(Mergeable, 0)
  };
}
