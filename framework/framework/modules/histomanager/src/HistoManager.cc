// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>
#include <framework/core/Module.h>
#include <framework/logging/LogSystem.h>
#include <framework/pcore/RbTuple.h>

namespace Belle2 {
  /** Writes the histograms of the HistoModules of the path. */
  class HistoManagerModule final : public Module {
  public:
    HistoManagerModule();
    void initialize() override;
    void beginRun() override { begin(); }
    void event() override { begin(); }
    void endRun() override { begin(); }
    void terminate() override;

  private:
    /** Make the histograms, once in each process: which one this is shows only after initialize(). */
    void begin();

    std::string m_fileName = "histofile.root";
    std::string m_workDir = ".";
    bool m_begun = false;
  };
}

using namespace Belle2;

REG_MODULE(HistoManager)

HistoManagerModule::HistoManagerModule()
{
  setDescription("Writes the histograms of all modules that derive from HistoModule to a file. Belongs before these modules.");
  setPropertyFlags(c_HistogramManager);
  addParam("histoFileName", m_fileName, "Name of the file", m_fileName);
  addParam("workDirName", m_workDir, "Folder of the file", m_workDir);
}

void HistoManagerModule::initialize()
{
  m_begun = false;
  RbTupleManager::Instance().init(Environment::Instance().getNumberProcesses(), m_fileName.c_str(), m_workDir.c_str());
}

void HistoManagerModule::begin()
{
  if (m_begun) return;
  m_begun = true;
  RbTupleManager::Instance().begin();
  LogSystem::Instance().updateModule(&getLogConfig(), getName());
}

void HistoManagerModule::terminate()
{
  RbTupleManager::Instance().terminate();
}
