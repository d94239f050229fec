// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/pcore/RbTuple.h>

#include <framework/core/HistoModule.h>
#include <framework/logging/Logger.h>

#include <TDirectory.h>
#include <TFile.h>

#include <algorithm>
#include <filesystem>

namespace Belle2 {
  RbTupleManager::RbTupleManager() = default;
  RbTupleManager::~RbTupleManager() = default;

  RbTupleManager& RbTupleManager::Instance()
  {
    // Never destroyed: modules unregister themselves until the very end.
    static auto* instance = new RbTupleManager;
    return *instance;
  }

  void RbTupleManager::init(int, const char* filename, const char* workdir)
  {
    m_file.reset();
    m_fileName = std::filesystem::path(workdir) / filename;
    const auto folder = std::filesystem::path(m_fileName).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder))
      B2ERROR("The folder '" << folder.string() << "' for the file of histograms does not exist");
    // ROOT would delete a device.
    if (std::filesystem::exists(m_fileName) && !std::filesystem::is_regular_file(m_fileName))
      B2ERROR("The file '" << m_fileName << "' for histograms cannot be written: it is a folder, device or pipe");
  }

  void RbTupleManager::register_module(Module* module)
  {
    if (!dynamic_cast<HistoModule*>(module)) {
      B2ERROR("The module " << module->getName() << " cannot register histograms: it must derive from HistoModule");
      return;
    }
    if (std::find(m_modules.begin(), m_modules.end(), module) == m_modules.end()) m_modules.push_back(module);
  }

  void RbTupleManager::unregister_module(const Module* module)
  {
    m_modules.erase(std::remove(m_modules.begin(), m_modules.end(), module), m_modules.end());
  }

  std::string RbTupleManager::getFileName(int pid) const
  {
    return pid == c_singleProcess ? m_fileName : m_fileName + "." + std::to_string(pid);
  }

  void RbTupleManager::begin(int pid)
  {
    const TDirectory::TContext keepDirectory;
    m_file.reset(TFile::Open(getFileName(pid).c_str(), "RECREATE"));
    if (!m_file || m_file->IsZombie()) B2FATAL("The file '" << getFileName(pid) << "' for histograms cannot be written");
    for (Module* module : m_modules) {
      LogSystem::Instance().updateModule(&module->getLogConfig(), module->getName());
      m_file->cd();
      static_cast<HistoModule*>(module)->defineHisto();
    }
    LogSystem::Instance().updateModule();
  }

  void RbTupleManager::terminate()
  {
    m_modules.clear();
    if (!m_file) return;
    m_file->Write();
    m_file.reset();
  }
}
