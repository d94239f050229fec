// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/FileCatalog.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Belle2;

namespace {
  /** With a catalog in a temporary folder. */
  class FileCatalogTest: public ::testing::Test {
  protected:
    void SetUp() override { setenv("BELLE2_FILECATALOG", m_name.c_str(), 1); }
    void TearDown() override { unsetenv("BELLE2_FILECATALOG"); }

    static FileMetaData makeMetaData(const std::string& lfn)
    {
      FileMetaData metaData;
      metaData.setLfn(lfn);
      metaData.setLow(1, 2, 3);
      metaData.setHigh(1, 4, 4000000000u);
      return metaData;
    }
    std::string getText() const
    {
      std::ostringstream text;
      text << std::ifstream(m_name).rdbuf();
      return text.str();
    }
    void setText(const std::string& text) const { std::ofstream(m_name) << text; }

    TestHelpers::TempDirCreator m_folder;
    std::string m_name = m_folder.getTempDir("catalog.xml");
    FileCatalog& m_catalog = FileCatalog::Instance();
  };
}

TEST_F(FileCatalogTest, FilesAreFoundByBothNames)
{
  FileMetaData metaData = makeMetaData("/grid/a");
  metaData.setParents({"/grid/x", "/grid/y,z"});
  ASSERT_TRUE(m_catalog.registerFile("a.root", metaData));
  for (std::string name : {std::string("/grid/a"), m_folder.getTempDir("a.root")}) {
    FileMetaData found;
    ASSERT_TRUE(m_catalog.getMetaData(name, found));
    EXPECT_EQ(name, m_folder.getTempDir("a.root"));
    EXPECT_EQ(found.getLfn(), "/grid/a");
    EXPECT_EQ(found.getParents(), metaData.getParents());
    EXPECT_EQ(found.getRunLow(), 2);
    EXPECT_EQ(found.getEventHigh(), 4000000000u);
  }
  EXPECT_EQ(m_catalog.getPhysicalFileName("/grid/b"), "/grid/b");
}

TEST_F(FileCatalogTest, EachValueHasALineAndIsEscaped)
{
  ASSERT_TRUE(m_catalog.registerFile("root://host/<a&b>", makeMetaData("line\nbreak, \"ü'")));
  EXPECT_EQ(getText(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FileCatalog>\n  <File>\n"
                       "    <LFN>line&#10;break&#44; &#34;ü&#39;</LFN>\n    <PFN>root://host/&#60;a&#38;b&#62;</PFN>\n"
                       "    <ExperimentLow>1</ExperimentLow>\n    <RunLow>2</RunLow>\n    <EventLow>3</EventLow>\n"
                       "    <ExperimentHigh>1</ExperimentHigh>\n    <RunHigh>4</RunHigh>\n    <EventHigh>4000000000</EventHigh>\n"
                       "    <Parents></Parents>\n  </File>\n</FileCatalog>\n");
  EXPECT_EQ(m_catalog.getPhysicalFileName("line\nbreak, \"ü'"), "root://host/<a&b>");
}

TEST_F(FileCatalogTest, CatalogsOfOtherProgramsAreUnderstood)
{
  setText("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FileCatalog>\n<File>\n<LFN>a &amp; &lt;b&gt; &quot;</LFN>\r\n"
          "<PFN>/p</PFN>\n"
          "<ExperimentLow>0</ExperimentLow>\n<RunLow>0</RunLow>\n<EventLow>1</EventLow>\n<ExperimentHigh>0</ExperimentHigh>\n"
          "<RunHigh>0</RunHigh>\n<EventHigh>9</EventHigh>\n<New>1</New>\n</File>\n</FileCatalog>\n");
  EXPECT_EQ(m_catalog.getPhysicalFileName("a & <b> \""), "/p");
}

TEST_F(FileCatalogTest, AFileHasOneLogicalName)
{
  ASSERT_TRUE(m_catalog.registerFile("a.root", makeMetaData("first")));
  ASSERT_TRUE(m_catalog.registerFile("a.root", makeMetaData("second")));
  ASSERT_TRUE(m_catalog.registerFile("moved.root", makeMetaData("third"), "second"));
  EXPECT_EQ(m_catalog.getPhysicalFileName("first"), "first");
  EXPECT_EQ(m_catalog.getPhysicalFileName("second"), "second");
  EXPECT_EQ(m_catalog.getPhysicalFileName("third"), m_folder.getTempDir("moved.root"));
  EXPECT_B2WARNING(m_catalog.registerFile("b.root", makeMetaData("third")));
  EXPECT_NO_B2WARNING(m_catalog.registerFile("b.root", makeMetaData("third")));
  EXPECT_EQ(m_catalog.getPhysicalFileName("third"), m_folder.getTempDir("b.root"));
}

TEST_F(FileCatalogTest, WhatIsNoCatalogStaysAsItIs)
{
  const std::string start = "<FileCatalog>\n<File>\n";
  const std::vector<std::string> wrong = {"a letter\n", "<FileCatalog>\n", start, start + "no tag\n",
                                          start + "<LFN>a</LFN>\n</File>\n</FileCatalog>\n"
                                         };
  for (const std::string& text : wrong) {
    setText(text);
    EXPECT_B2ERROR(m_catalog.registerFile("a.root", makeMetaData("a")));
    EXPECT_B2ERROR(m_catalog.getPhysicalFileName("a"));
    EXPECT_EQ(getText(), text);
  }
  setText("");
  EXPECT_TRUE(m_catalog.registerFile("a.root", makeMetaData("a")));
}

TEST_F(FileCatalogTest, ErrorsAreTold)
{
  EXPECT_B2ERROR(m_catalog.registerFile("a.root", FileMetaData()));
  setenv("BELLE2_FILECATALOG", "/proc/none/catalog.xml", 1);
  EXPECT_B2ERROR(m_catalog.registerFile("a.root", makeMetaData("a")));
  EXPECT_EQ(m_catalog.getPhysicalFileName("a"), "a");
}

TEST_F(FileCatalogTest, VariablesChooseThePlace)
{
  setenv("BELLE2_FILECATALOG", "NONE", 1);
  EXPECT_EQ(m_catalog.getFileName(), "");
  EXPECT_FALSE(m_catalog.registerFile("a.root", makeMetaData("a")));
  unsetenv("BELLE2_FILECATALOG");
  const std::string home = getenv("HOME") ? getenv("HOME") : "";
  setenv("HOME", m_folder.getTempDir().c_str(), 1);
  const std::string atHome = m_folder.getTempDir("Belle2FileCatalog.xml");
  EXPECT_NE(m_catalog.getFileName(), atHome);
  std::ofstream{atHome};
  EXPECT_EQ(m_catalog.getFileName(), atHome);
  setenv("HOME", home.c_str(), 1);
}

TEST_F(FileCatalogTest, ManyProcessesLoseNothing)
{
  constexpr int nProcesses = 4, nFiles = 25;
  for (int process = 0; process < nProcesses; ++process) {
    if (fork() != 0) continue;
    bool done = true;
    for (int file = 0; file < nFiles; ++file) {
      const std::string name = std::to_string(process) + "-" + std::to_string(file);
      done = m_catalog.registerFile(name, makeMetaData("/" + name)) && done;
    }
    _exit(done ? 0 : 1);
  }
  for (int process = 0; process < nProcesses; ++process) {
    int status = 1;
    ASSERT_GT(wait(&status), 0);
    EXPECT_EQ(status, 0);
  }
  for (int process = 0; process < nProcesses; ++process) {
    for (int file = 0; file < nFiles; ++file) {
      const std::string name = std::to_string(process) + "-" + std::to_string(file);
      EXPECT_EQ(m_catalog.getPhysicalFileName("/" + name), m_folder.getTempDir(name));
    }
  }
  EXPECT_FALSE(std::filesystem::exists(m_name + ".part"));
}
