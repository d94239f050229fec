// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Path.h>

#include <framework/core/PathIterator.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  ModulePtr makeModule(const std::string& name)
  {
    auto module = std::make_shared<Module>();
    module->setType(name);
    return module;
  }

  PathPtr makePath(const std::vector<std::string>& names)
  {
    auto path = std::make_shared<Path>();
    for (const auto& name : names) path->addModule(makeModule(name));
    return path;
  }

  std::string walk(const PathPtr& path)
  {
    std::string text;
    for (PathIterator position(path); !position.isDone(); position.next()) text += position.get()->getName();
    return text;
  }

  TEST(Path, TextShowsNestedPathsAndConditions)
  {
    auto path = makePath({"A"});
    auto nested = makePath({"C", "D"});
    auto b = makeModule("B");
    b->if_value(">=1", makePath({"X"}));
    path->addModule(b);
    path->addPath(nested);
    path->addModule(makeModule("E"));
    EXPECT_EQ(path->getPathString(), "[A -> B(? >=1[X] ) -> [C -> D] -> E]");
  }

  TEST(Path, IteratorEntersNestedAndSkipsEmptyPaths)
  {
    auto path = makePath({"A"});
    path->addPath(std::make_shared<Path>());
    auto nested = makePath({"B"});
    nested->addPath(makePath({"C"}));
    path->addPath(nested);
    path->addPath(std::make_shared<Path>());
    path->addModule(makeModule("D"));
    path->addPath(std::make_shared<Path>());
    EXPECT_EQ(walk(path), "ABCD");
    EXPECT_TRUE(PathIterator(std::make_shared<Path>()).isDone());
  }

  TEST(Path, ListOfModulesVisitsConditionsOnce)
  {
    auto path = makePath({"A"});
    auto other = makePath({"B"});
    path->getModules().front()->if_true(other);
    path->getModules().front()->if_false(other);
    path->addModule(makeModule("C"));
    std::string names;
    for (const auto& module : path->buildModulePathList()) names += module->getName();
    EXPECT_EQ(names, "ABC");
    EXPECT_EQ(path->getModules().size(), 2u);
    EXPECT_TRUE(path->contains("C"));
    EXPECT_FALSE(path->contains("B"));
  }

  TEST(Path, AddingAPathToItselfIsFatal)
  {
    auto path = makePath({"A"});
    auto nested = makePath({"B"});
    path->addPath(nested);
    EXPECT_B2FATAL(path->addPath(path));
    EXPECT_B2FATAL(nested->addPath(path));
  }
}
