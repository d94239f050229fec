// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/EventProcessor.h>
#include <framework/core/HistoModule.h>
#include <framework/core/Path.h>
#include <framework/datastore/DataStore.h>
#include <framework/utilities/TestHelpers.h>

#include <TFile.h>
#include <TH1F.h>

#include <gtest/gtest.h>

#include <memory>

using namespace Belle2;

namespace {
  class Filler final : public HistoModule {
  public:
    explicit Filler(const char* name): m_histogramName(name) {}
    void initialize() override { REG_HISTOGRAM }
    void defineHisto() override
    {
      ++defined;
      m_histogram = new TH1F(m_histogramName, "", 10, 0, 10);
    }
    void event() override { m_histogram->Fill(5); }

    int defined = 0;

  private:
    const char* m_histogramName;
    TH1F* m_histogram = nullptr;
  };

  class RbTupleTest : public ::testing::Test {
  protected:
    double getEntries(const char* file, const char* histogram)
    {
      TFile read(file);
      const auto* found = read.Get<TH1F>(histogram);
      return found ? found->GetEntries() : -1;
    }

    TestHelpers::TempDirCreator m_folder;
    RbTupleManager& m_manager = RbTupleManager::Instance();
  };

  TEST_F(RbTupleTest, HistogramsOfAllModulesAreWritten)
  {
    Filler first("first"), second("second");
    m_manager.init(0, "out.root");
    first.initialize();
    second.initialize();
    second.initialize();
    TDirectory* before = gDirectory;
    m_manager.begin();
    EXPECT_EQ(gDirectory, before);
    first.event();
    first.event();
    second.event();
    m_manager.terminate();
    EXPECT_EQ(second.defined, 1);
    EXPECT_EQ(getEntries("out.root", "first"), 2);
    EXPECT_EQ(getEntries("out.root", "second"), 1);
  }

  TEST_F(RbTupleTest, EachProcessHasItsFileInTheFolder)
  {
    std::filesystem::create_directory("work");
    Filler module("some");
    m_manager.init(2, "out.root", "work");
    module.initialize();
    m_manager.begin(1);
    module.event();
    m_manager.terminate();
    EXPECT_EQ(getEntries("work/out.root.1", "some"), 1);
    EXPECT_FALSE(std::filesystem::exists("work/out.root"));
  }

  TEST_F(RbTupleTest, ModulesThatAreGoneAreForgotten)
  {
    auto module = std::make_unique<Filler>("gone");
    m_manager.init(0, "out.root");
    module->initialize();
    module.reset();
    m_manager.begin();
    m_manager.terminate();
    EXPECT_EQ(getEntries("out.root", "gone"), -1);
  }

  TEST_F(RbTupleTest, JobWithHistoManagerWritesTheFile)
  {
    const auto program = std::filesystem::canonical("/proc/self/exe");
    // bin/Linux_x86_64/opt/framework-unittests
    const auto top = program.parent_path().parent_path().parent_path().parent_path();
    const auto modules = top / "modules" / program.parent_path().lexically_relative(top / "bin");
    ASSERT_TRUE(std::filesystem::is_directory(modules)) << "the module HistoManager is needed: build it with scons";
    auto& manager = ModuleManager::Instance();
    manager.addModuleSearchPath(modules);
    const auto path = std::make_shared<Path>();
    const auto filler = std::make_shared<Filler>("job");
    const auto setter = manager.registerModule("EventInfoSetter");
    setter->getParam<std::vector<unsigned int>>("evtNumList").setValue({7});
    path->addModule(setter);
    path->addModule(manager.registerModule("HistoManager"));
    path->addModule(filler);
    DataStore::Instance().reset();
    LogSystem::Instance().resetMessageCounter();
    EventProcessor().process(path);
    DataStore::Instance().reset();
    EXPECT_EQ(filler->defined, 1);
    EXPECT_EQ(getEntries("histofile.root", "job"), 7);
  }

  TEST_F(RbTupleTest, OtherModulesAreRefused)
  {
    struct Plain final : Module {} plain;
    EXPECT_B2ERROR(m_manager.register_module(&plain));
  }

  TEST_F(RbTupleTest, FilesThatCannotBeWrittenAreRefused)
  {
    EXPECT_B2ERROR(m_manager.init(0, "out.root", "nowhere"));
    EXPECT_B2FATAL(m_manager.begin());
  }
}
