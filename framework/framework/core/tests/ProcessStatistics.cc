// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ProcessStatistics.h>

#include <framework/core/Module.h>

#include <gtest/gtest.h>

#include <memory>

using namespace Belle2;

namespace {
  std::unique_ptr<Module> makeModule(const std::string& name)
  {
    auto module = std::make_unique<Module>();
    module->setType("Test");
    module->setName(name);
    return module;
  }

  void callOnce(ProcessStatistics& statistics, const Module* module)
  {
    statistics.startGlobal();
    statistics.startModule();
    statistics.stopModule(module, ModuleStatistics::c_Event);
    statistics.stopGlobal(ModuleStatistics::c_Event);
  }

  TEST(ProcessStatistics, CallsAreCountedByCounter)
  {
    auto module = makeModule("A");
    ProcessStatistics statistics;
    callOnce(statistics, module.get());
    callOnce(statistics, module.get());
    EXPECT_EQ(statistics.getStatistics(module.get()).getCalls(ModuleStatistics::c_Event), 2);
    EXPECT_EQ(statistics.getStatistics(module.get()).getCalls(ModuleStatistics::c_Init), 0);
    EXPECT_EQ(statistics.getStatistics(module.get()).getCalls(), 2);
    EXPECT_EQ(statistics.getGlobal().getCalls(ModuleStatistics::c_Event), 2);
  }

  TEST(ProcessStatistics, MergingTheSameModulesLeavesTheGlobalCalls)
  {
    auto module = makeModule("A");
    ProcessStatistics a, b;
    callOnce(a, module.get());
    callOnce(b, module.get());
    a.merge(&b);
    ASSERT_EQ(a.getAll().size(), 1u);
    EXPECT_EQ(a.getAll()[0].getCalls(), 2);
    EXPECT_EQ(a.getGlobal().getCalls(), 1);
  }

  TEST(ProcessStatistics, MergingOtherModulesAddsTheGlobalCalls)
  {
    auto first = makeModule("A");
    auto second = makeModule("B");
    ProcessStatistics a, b;
    callOnce(a, first.get());
    callOnce(b, second.get());
    a.merge(&b);
    EXPECT_EQ(a.getAll().size(), 2u);
    EXPECT_EQ(a.getGlobal().getCalls(), 2);
  }

  TEST(ProcessStatistics, FewerModulesAreOthers)
  {
    auto first = makeModule("A");
    auto second = makeModule("B");
    ProcessStatistics a, b;
    callOnce(a, first.get());
    callOnce(a, second.get());
    callOnce(b, second.get());
    a.merge(&b);
    EXPECT_EQ(a.getStatistics(second.get()).getCalls(), 2);
    EXPECT_EQ(a.getGlobal().getCalls(), 3);
  }

  TEST(ProcessStatistics, NullPointersAreModulesWithoutName)
  {
    ProcessStatistics a;
    EXPECT_EQ(a.getStatistics(nullptr).getCalls(), 0);
    callOnce(a, nullptr);
    EXPECT_EQ(a.getStatistics(nullptr).getCalls(), 1);
    EXPECT_GT(a.getGlobal().getTimeMean(), 0);
    a.clear();
    EXPECT_EQ(a.getStatistics(nullptr).getCalls(), 0);
    EXPECT_EQ(a.getGlobal().getTimeMean(), 0);
  }

  TEST(ProcessStatistics, MergedModulesAreFound)
  {
    auto module = makeModule("A");
    ProcessStatistics a, b, c;
    callOnce(a, nullptr);
    callOnce(b, nullptr);
    callOnce(c, module.get());
    a.merge(&b);
    EXPECT_EQ(a.getStatistics(nullptr).getCalls(), 2);
    EXPECT_EQ(a.getGlobal().getCalls(), 1);
    const double time = a.getGlobal().getTimeSum();
    a.merge(&c);
    EXPECT_EQ(a.getGlobal().getCalls(), 2);
    EXPECT_EQ(a.getStatistics(nullptr).getCalls(), 2);
    EXPECT_EQ(a.getStatistics(module.get()).getCalls(), 1);
    EXPECT_DOUBLE_EQ(a.getGlobal().getTimeSum(), time + c.getGlobal().getTimeSum());
    c.merge(&a);
    EXPECT_EQ(c.getStatistics(nullptr).getCalls(), 2);
    EXPECT_EQ(c.getAll().size(), 2u);
  }

  TEST(ProcessStatistics, TableRoundsMemoryToWholeMegabytes)
  {
    ModuleStatistics row("A");
    row.add(ModuleStatistics::c_Event, 1, -400);
    const std::vector<ModuleStatistics> rows{row};
    const std::string table = ProcessStatistics().getStatisticsString(ModuleStatistics::c_Event, &rows);
    EXPECT_NE(table.find("|          1 |          0 |"), std::string::npos);
    EXPECT_EQ(table.find("-0 |"), std::string::npos);
  }

  TEST(ProcessStatistics, LastRowCanBeNamed)
  {
    ProcessStatistics statistics;
    statistics.setGlobalName("Total (output proc.)");
    callOnce(statistics, nullptr);
    EXPECT_NE(statistics.getStatisticsString().find("\nTotal (output proc.)  |          1 |"), std::string::npos);
  }

  TEST(ProcessStatistics, ClearKeepsTheModules)
  {
    auto module = makeModule("A");
    ProcessStatistics statistics;
    callOnce(statistics, module.get());
    statistics.clear();
    ASSERT_EQ(statistics.getAll().size(), 1u);
    EXPECT_EQ(statistics.getAll()[0].getName(), "A");
    EXPECT_EQ(statistics.getAll()[0].getCalls(), 0);
    EXPECT_EQ(statistics.getGlobal().getCalls(), 0);
  }

  TEST(ProcessStatistics, MeanAndSpreadAreThoseOfTheCalls)
  {
    ModuleStatistics row("A");
    row.add(ModuleStatistics::c_Event, 10, 1);
    row.add(ModuleStatistics::c_Event, 30, 3);
    EXPECT_DOUBLE_EQ(row.getTimeMean(ModuleStatistics::c_Event), 20);
    EXPECT_DOUBLE_EQ(row.getTimeStddev(ModuleStatistics::c_Event), 10);
    EXPECT_DOUBLE_EQ(row.getMemoryMean(ModuleStatistics::c_Event), 2);
    EXPECT_DOUBLE_EQ(row.getTimeMemoryCorrelation(ModuleStatistics::c_Event), 1);
  }

  TEST(ProcessStatistics, TableIsAsWideAsTheLongestName)
  {
    auto module = makeModule("AModuleWithAVeryLongNameIndeed");
    ProcessStatistics statistics;
    callOnce(statistics, module.get());
    const std::string table = statistics.getStatisticsString();
    EXPECT_EQ(table.find('\n'), module->getName().size() + 1 + 59);
    EXPECT_NE(table.find("|      Calls | Memory(MB) |    Time(s) |     Time(ms)/Call"), std::string::npos);
  }
}
