// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/EventProcessor.h>

#include <framework/core/Path.h>
#include <framework/datastore/DataStore.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <functional>

using namespace Belle2;

namespace {
  /** Notes every call with the run and event numbers that it sees. */
  class Recorder : public Module {
  public:
    Recorder(std::vector<std::string>& calls, const std::string& name): m_calls(calls)
    {
      setType("Recorder");
      setName(name);
    }
    void initialize() override { note("initialize", false); }
    void beginRun() override { note("beginRun"); }
    void event() override { note("event"); if (onEvent) onEvent(); }
    void endRun() override { note("endRun"); }
    void terminate() override { note("terminate", false); }
    using Module::setReturnValue;

    std::function<void()> onEvent;
    std::string throwsIn;

  protected:
    void note(const std::string& hook, bool numbers = true)
    {
      std::string call = getName() + "." + hook;
      if (numbers) call += m_event ? " " + std::to_string(m_event->getRun()) + ":" + std::to_string(m_event->getEvent()) : " none";
      m_calls.push_back(call);
      if (hook == throwsIn) throw std::domain_error("broken in " + hook);
    }
    StoreObjPtr<EventMetaData> m_event;

  private:
    std::vector<std::string>& m_calls;
  };

  /** Makes the events with the given run numbers. */
  class Master final : public Recorder {
  public:
    Master(std::vector<std::string>& calls, std::vector<int> runs): Recorder(calls, "M"), m_runs(std::move(runs)) {}
    void initialize() override
    {
      note("initialize", false);
      m_event.registerInDataStore();
    }
    void event() override
    {
      if (m_next < m_runs.size()) m_event.construct(static_cast<unsigned int>(m_next + 1), m_runs[m_next], 0);
      ++m_next;
      note("event");
    }

  private:
    std::vector<int> m_runs;
    std::size_t m_next = 0;
  };

  class EventProcessorTest : public testing::Test {
  protected:
    void SetUp() override { DataStore::Instance().reset(); LogSystem::Instance().resetMessageCounter(); }
    void TearDown() override { DataStore::Instance().reset(); }

    std::shared_ptr<Recorder> add(const std::string& name)
    {
      auto module = std::make_shared<Recorder>(calls, name);
      path->addModule(module);
      return module;
    }
    void addMaster(const std::vector<int>& runs) { path->addModule(std::make_shared<Master>(calls, runs)); }
    std::string join(const std::string& module = "") const
    {
      std::string text;
      for (const auto& call : calls)
        if (module.empty() || call.rfind(module + ".", 0) == 0) text += (text.empty() ? "" : ", ") + call;
      return text;
    }

    std::vector<std::string> calls;
    PathPtr path = std::make_shared<Path>();
  };

  // The numbers are those at the top of Module.h.
  TEST_F(EventProcessorTest, HooksAreCalledInTheDocumentedOrder)
  {
    add("A");
    addMaster({1, 1, 2});
    auto b = add("B");
    auto inner = std::make_shared<Path>();
    inner->addModule(std::make_shared<Recorder>(calls, "C"));
    b->onEvent = [module = b.get()] { module->setReturnValue(true); };
    b->if_true(inner, Module::EAfterConditionPath::c_Continue);
    add("D");
    EventProcessor().process(path);
    const std::vector<std::string> expected = {
      /* 1 */ "A.initialize", "M.initialize", /* 1a */ "M.event 1:1", "B.initialize", "C.initialize", "D.initialize",
      /* 2a */ "A.event 1:1", /* 2d */ "A.beginRun 1:1", "M.beginRun 1:1", "B.beginRun 1:1", "C.beginRun 1:1", "D.beginRun 1:1",
      /* 2e */ "B.event 1:1", "C.event 1:1", "D.event 1:1",
      /* 2a */ "A.event none", /* 2b */ "M.event 1:2", /* 2e */ "B.event 1:2", "C.event 1:2", "D.event 1:2",
      /* 2a */ "A.event none", /* 2b */ "M.event 2:3",
      /* 2c */ "A.endRun 1:2", "M.endRun 1:2", "B.endRun 1:2", "C.endRun 1:2", "D.endRun 1:2",
      /* 2d */ "A.beginRun 2:3", "M.beginRun 2:3", "B.beginRun 2:3", "C.beginRun 2:3", "D.beginRun 2:3",
      /* 2e */ "B.event 2:3", "C.event 2:3", "D.event 2:3",
      /* end of data */ "A.event none", "M.event none",
      /* 3 */ "A.endRun 2:3", "M.endRun 2:3", "B.endRun 2:3", "C.endRun 2:3", "D.endRun 2:3",
      /* 4 */ "D.terminate", "C.terminate", "B.terminate", "M.terminate", "A.terminate"
    };
    EXPECT_EQ(calls, expected);
  }

  TEST_F(EventProcessorTest, ConditionEndsTheEventUnlessToldToContinue)
  {
    addMaster({1, 1});
    auto b = add("B");
    auto inner = std::make_shared<Path>();
    inner->addModule(std::make_shared<Recorder>(calls, "C"));
    b->onEvent = [this, module = b.get()] { module->setReturnValue(join("B").find(":2") != std::string::npos); };
    b->if_true(inner);
    add("D");
    EventProcessor().process(path);
    EXPECT_NE(join("C").find("C.event 1:2"), std::string::npos);
    EXPECT_EQ(join("D").find("D.event 1:2"), std::string::npos);
    EXPECT_NE(join("D").find("D.event 1:1"), std::string::npos);
  }

  TEST_F(EventProcessorTest, NumberOfEventsIsTheLimit)
  {
    addMaster({1, 1, 1, 1});
    add("B");
    EventProcessor().process(path, 2);
    EXPECT_EQ(join("B").find("1:3"), std::string::npos);
    EXPECT_EQ(calls.back(), "M.terminate");
  }

  TEST_F(EventProcessorTest, ModuleMayEndTheData)
  {
    addMaster({1, 1});
    add("B")->onEvent = [] { StoreObjPtr<EventMetaData>()->setEndOfData(); };
    add("C");
    EXPECT_B2WARNING(EventProcessor().process(path));
    EXPECT_EQ(join("C"), "C.initialize, C.beginRun 1:1, C.endRun 1:1, C.terminate");
  }

  TEST_F(EventProcessorTest, TwoMastersAreFatal)
  {
    addMaster({1});
    add("B")->onEvent = [] { StoreObjPtr<EventMetaData>()->setEvent(77); };
    EXPECT_B2FATAL(EventProcessor().process(path));
  }

  TEST_F(EventProcessorTest, WhatIsMergedMayBeNumberedInTheFirstEvent)
  {
    addMaster({1});
    add("B")->onEvent = [] { StoreObjPtr<EventMetaData>()->setEvent(77); };
    add("C")->setType("MergeDataStore");
    EXPECT_B2WARNING(EventProcessor().process(path));
    EXPECT_EQ(join("C"), "C.initialize, C.beginRun 1:1, C.event 1:77, C.endRun 1:1, C.terminate");
  }

  TEST_F(EventProcessorTest, NoMasterIsFatal)
  {
    add("B");
    EXPECT_B2FATAL(EventProcessor().process(path));
  }

  TEST_F(EventProcessorTest, ErrorInInitializeStopsBeforeTheEvents)
  {
    class Failing final : public Module {
      void initialize() override { B2ERROR("no"); }
    };
    addMaster({1});
    path->addModule(std::make_shared<Failing>());
    EXPECT_B2FATAL(EventProcessor().process(path));
  }

  TEST_F(EventProcessorTest, ExceptionLeavesWithAnError)
  {
    addMaster({1});
    add("B")->onEvent = [] { throw std::domain_error("broken"); };
    const TestHelpers::LogMessageCounter errors(LogConfig::c_Error);
    EXPECT_THROW(EventProcessor().process(path), std::domain_error);
    EXPECT_EQ(errors.getCount(), 2);
  }

  TEST_F(EventProcessorTest, ExceptionsOfEveryHookLeave)
  {
    for (const std::string hook : {"initialize", "beginRun", "event", "endRun", "terminate"}) {
      SetUp();
      path = std::make_shared<Path>();
      addMaster({1});
      add("B")->throwsIn = hook;
      const TestHelpers::LogMessageCounter errors(LogConfig::c_Error);
      try {
        EventProcessor().process(path);
        FAIL() << hook;
      } catch (std::domain_error& error) {
        EXPECT_EQ("broken in " + hook, error.what());
      }
      EXPECT_EQ(errors.getCount(), 2) << hook;
      EXPECT_EQ("B." + hook, calls.back().substr(0, 2 + hook.size()));
    }
  }

  TEST_F(EventProcessorTest, WhatIsNoExceptionBecomesOneWithTheModule)
  {
    addMaster({1});
    add("B")->onEvent = [] { throw 42; };
    try {
      EventProcessor().process(path);
      FAIL();
    } catch (std::runtime_error& error) {
      EXPECT_NE(std::string::npos, std::string(error.what()).find("by the module B"));
    }
  }

  TEST_F(EventProcessorTest, ConditionWithoutReturnValueIsFatal)
  {
    addMaster({1});
    add("B")->if_true(std::make_shared<Path>());
    EXPECT_B2FATAL(EventProcessor().process(path));
  }

  TEST_F(EventProcessorTest, InputIsCountedOnceMoreThanTheOthers)
  {
    addMaster({1, 1});
    auto b = add("B");
    EventProcessor().process(path);
    StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
    EXPECT_EQ(statistics->getStatistics(path->getModules().front().get()).getCalls(ModuleStatistics::c_Event), 3);
    EXPECT_EQ(statistics->getStatistics(b.get()).getCalls(ModuleStatistics::c_Event), 2);
  }
}
