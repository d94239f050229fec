// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/BranchSelection.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  using Names = std::set<std::string>;
  const Names c_all = {"A", "B", "C", "AToB", "AToC"};
  const BranchSelection::Relations c_relations = {{"AToB", {"A", "B"}}, {"AToC", {"A", "C"}}};
}

TEST(BranchSelection, NothingGivenMeansAll)
{
  EXPECT_EQ(BranchSelection({}, {}).select(c_all, c_relations, "branchNames"), c_all);
}

TEST(BranchSelection, RelationsBetweenWantedBranchesAreAdded)
{
  EXPECT_EQ(BranchSelection({"A", "B"}, {}).select(c_all, c_relations, "branchNames"), (Names{"A", "B", "AToB"}));
  EXPECT_EQ(BranchSelection({"A", "B"}, {"AToB"}).select(c_all, c_relations, "branchNames"), (Names{"A", "B"}));
}

TEST(BranchSelection, RelationsOfExcludedBranchesGoUnlessWanted)
{
  EXPECT_EQ(BranchSelection({}, {"C"}).select(c_all, c_relations, "branchNames"), (Names{"A", "B", "AToB"}));
  EXPECT_EQ(BranchSelection({"A", "AToC"}, {"C"}).select(c_all, c_relations, "branchNames"), (Names{"A", "AToC"}));
}

TEST(BranchSelection, UnknownAndRepeatedNamesAreReported)
{
  EXPECT_B2WARNING(BranchSelection({"X"}, {}).select(c_all, c_relations, "branchNames"));
  EXPECT_B2WARNING(BranchSelection({"A", "A"}, {}).select(c_all, c_relations, "branchNames"));
  EXPECT_B2INFO(BranchSelection({}, {"X"}).select(c_all, c_relations, "branchNames"));
}
