// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/DestroyMembers.h>

#include <TNamed.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  TEST(DestroyMembers, MembersAreDestroyedAndTheirMemoryIsUsedAgain)
  {
    TClonesArray array("TNamed");
    const std::string text(100, 'x');
    auto* first = new (array[0]) TNamed(text.c_str(), text.c_str());
    new (array[1]) TNamed(text.c_str(), text.c_str());
    destroyMembers(array);
    EXPECT_EQ(array.GetEntriesFast(), 0);
    EXPECT_FALSE(first->TestBit(TObject::kNotDeleted));
    EXPECT_EQ(new (array[0]) TNamed("a", "b"), first);
    EXPECT_STREQ(static_cast<TNamed*>(array[0])->GetTitle(), "b");
  }

  TEST(DestroyMembers, HolesAreAllowed)
  {
    TClonesArray array("TNamed");
    new (array[0]) TNamed("a", "");
    new (array[2]) TNamed("c", "");
    destroyMembers(array);
    EXPECT_EQ(array.GetEntriesFast(), 0);
    destroyMembers(array);
  }
}
