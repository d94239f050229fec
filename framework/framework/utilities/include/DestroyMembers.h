// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TClonesArray.h>

namespace Belle2 {
  /**
   * Destroys the members of an array and keeps their memory, as TClonesArray::Delete() does.
   *
   * That one looks at all places that the array has room for, which for arrays of a thousand places took a tenth of reading events.
   */
  inline void destroyMembers(TClonesArray& array)
  {
    const int size = array.GetEntriesFast();
    for (int i = 0; i < size; ++i) {
      if (TObject* member = array.UncheckedAt(i)) member->~TObject();
    }
    array.Clear();
  }
}
