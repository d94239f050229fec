// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>

#include <framework/core/EventProcessor.h>
#include <framework/core/ModuleManager.h>
#include <framework/core/Path.h>
#include <framework/datastore/DataStore.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  /** Makes one event, and changes the settings in each hook. */
  class Changer final : public Module {
  public:
    void initialize() override
    {
      m_event.registerInDataStore();
      Environment::Instance().setSkipEventsOverride(3);
    }
    void event() override
    {
      if (m_done++) return;
      m_event.create();
    }
    void beginRun() override { EXPECT_B2ERROR(Environment::Instance().setSkipEventsOverride(4)); }
    void terminate() override { EXPECT_B2ERROR(Environment::Instance().setNumberProcessesOverride(2)); }

  private:
    StoreObjPtr<EventMetaData> m_event;
    int m_done = 0;
  };
}

TEST(Environment, StaysAsItIsFromTheEndOfInitializeToTheEndOfTheJob)
{
  DataStore::Instance().reset();
  LogSystem::Instance().resetMessageCounter();
  auto& environment = Environment::Instance();
  auto path = std::make_shared<Path>();
  path->addModule(std::make_shared<Changer>());
  EventProcessor().process(path);
  EXPECT_EQ(3u, environment.getSkipEventsOverride());
  EXPECT_EQ(0, environment.getNumberProcesses());
  environment.setSkipEventsOverride(0);
  EXPECT_EQ(0u, environment.getSkipEventsOverride());
  LogSystem::Instance().resetMessageCounter();
  DataStore::Instance().reset();
}

TEST(Environment, TheNumberOfEventsIsTheSmallerOfWhatThereIsAndTheLimit)
{
  auto& environment = Environment::Instance();
  environment.setNumberOfInputEvents(10);
  EXPECT_EQ(10u, environment.getNumberOfEvents());
  environment.setNumberEventsOverride(4);
  EXPECT_EQ(4u, environment.getNumberOfEvents());
  environment.setNumberOfInputEvents(0);
  EXPECT_EQ(4u, environment.getNumberOfEvents());
  environment.setNumberEventsOverride(0);
  EXPECT_EQ(0u, environment.getNumberOfEvents());
}

TEST(Environment, OneOutputModuleTakesTheFileOfTheCommandLine)
{
  auto& environment = Environment::Instance();
  environment.setOutputFileOverride("x.root");
  EXPECT_EQ("x.root", environment.consumeOutputFileOverride());
  EXPECT_EQ("", environment.consumeOutputFileOverride());
  EXPECT_EQ(-1, environment.getRunOverride());
  EXPECT_EQ(-1, environment.getExperimentOverride());
}
