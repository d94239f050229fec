// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/MetadataService.h>

#include <framework/core/Environment.h>
#include <framework/core/ProcessStatistics.h>
#include <framework/dataobjects/FileMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>
#include <framework/utilities/FileSystem.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include <dlfcn.h>
#include <unistd.h>

using namespace Belle2;
using nlohmann::json;

namespace {
  /** Seconds between updates in the event loop. */
  constexpr double c_updateInterval = 10;

  double getSeconds()
  {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }

  double getResidentMegabytes()
  {
    double size = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
  }

  /** Text of any bytes, for steering files and names may hold what is no UTF-8. */
  std::string dump(const json& value, int indent = -1)
  {
    return value.dump(indent, ' ', false, json::error_handler_t::replace);
  }

  json toJson(const FileMetaData& metaData)
  {
    return json::parse(json::parse(dump(metaData.getJsonStr())).get<std::string>());
  }
}

namespace Belle2 {
  struct MetadataService::Content {
    json data{{"basf2_apiversion", 1}};
  };

  MetadataService& MetadataService::Instance()
  {
    // never destroyed, because it is needed while the process exits
    static auto* instance = new MetadataService;
    return *instance;
  }

  MetadataService::MetadataService(): m_content(std::make_unique<Content>()), m_startTime(getSeconds()) {}

  MetadataService::~MetadataService() = default;

  void MetadataService::setJsonFileName(const std::string& fileName)
  {
    // a job may change its folder
    m_fileName = fileName.empty() ? "" : std::filesystem::absolute(fileName).string();
    m_process = getpid();
    if (m_fileName.empty() || replaceFile()) return;
    const std::string name = std::exchange(m_fileName, "");
    B2FATAL("The job information file '" << name << "' cannot be written: is there such a folder, may you write in it, "
            "and is there space?");
  }

  void MetadataService::addRootOutputFile(const std::string& fileName, const FileMetaData* metaData)
  {
    addFile(fileName, "RootOutput", metaData);
  }

  void MetadataService::addRootNTupleOutputFile(const std::string& fileName, const FileMetaData* metaData)
  {
    addFile(fileName, "RootNTupleOutput", metaData);
  }

  void MetadataService::addRootNtupleFile(const std::string& fileName)
  {
    addFile(fileName, "RootNtuple", nullptr);
  }

  void MetadataService::addHepMC3File(const std::string& fileName)
  {
    addFile(fileName, "HepMC3", nullptr);
  }

  void MetadataService::setFileCheck(FileCheck check)
  {
    getFileCheck() = std::move(check);
  }

  MetadataService::FileCheck& MetadataService::getFileCheck()
  {
    static FileCheck check;
    return check;
  }

  std::string MetadataService::checkFile(const std::string& fileName)
  {
    // The library above this one gives the check when it is loaded, as it is in jobs with output.
    if (!getFileCheck() && !dlopen("libframework_io.so", RTLD_LAZY | RTLD_GLOBAL))
      B2FATAL("The output cannot be checked: " << dlerror());
    return getFileCheck()(fileName);
  }

  void MetadataService::addFile(const std::string& fileName, const char* type, const FileMetaData* metaData)
  {
    if (m_fileName.empty() || !FileSystem::isFile(fileName)) return;
    json file{{"type", type}, {"filename", fileName}};
    if (type == std::string("RootOutput")) file.update(json::parse(checkFile(fileName)));
    if (metaData) file["metadata"] = toJson(*metaData);
    file["checksums"] = {{"md5", FileSystem::calculateMD5(fileName)}, {"adler32", FileSystem::calculateAdler32(fileName)}};
    auto& files = m_content->data["output_files"];
    // a second process() may write the file again
    for (std::size_t i = 0; i < files.size(); ++i)
      if (files[i]["filename"] == fileName) files.erase(i--);
    files.push_back(file);
    write();
  }

  void MetadataService::addBasf2Status(const std::string& message)
  {
    if (m_fileName.empty()) return;
    const auto& log = LogSystem::Instance();
    auto& status = m_content->data["basf2_status"];
    m_lastUpdate = getSeconds();
    status["elapsed_walltime_sec"] = m_lastUpdate - m_startTime;
    status["resident_memory_mb"] = getResidentMegabytes();
    status["runs_processed"] = m_runs;
    status["events_processed"] = m_events;
    status["total_events"] = m_totalEvents;
    status["fatals"] = log.getMessageCounter(LogConfig::c_Fatal);
    status["errors"] = log.getMessageCounter(LogConfig::c_Error);
    status["warnings"] = log.getMessageCounter(LogConfig::c_Warning);
    status["finished"] = false;
    status["message"] = message;
    write();
  }

  void MetadataService::addModuleCallsCount()
  {
    StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
    if (m_fileName.empty() || !statistics.isValid()) return;
    std::map<std::string, unsigned long> calls;
    for (const auto& module : statistics->getAll())
      calls[module.getName()] += static_cast<unsigned long>(module.getCalls(ModuleStatistics::c_Event));
    m_content->data["modules_calls"] = calls;
    write();
  }

  void MetadataService::finishBasf2(bool success)
  {
    m_content->data["basf2_status"]["finished"] = true;
    m_content->data["basf2_status"]["success"] = success;
    write();
  }

  void MetadataService::abortBasf2(const std::string& message)
  {
    if (m_fileName.empty() || m_content->data["basf2_status"].contains("success")) return;
    m_content->data["basf2_status"]["success"] = false;
    addBasf2Status(message);
  }

  void MetadataService::startEvents()
  {
    m_totalEvents += Environment::Instance().getNumberOfEvents();
    addBasf2Status("running event loop");
  }

  void MetadataService::updateIfOld()
  {
    if (getSeconds() - m_lastUpdate > c_updateInterval) addBasf2Status("running event loop");
  }

  void MetadataService::write()
  {
    // the children of a job do not speak for it
    if (m_fileName.empty() || m_process != getpid() || replaceFile()) return;
    const std::string name = std::exchange(m_fileName, "");
    B2WARNING("The job information file '" << name << "' cannot be written any more: it stays as it is.");
  }

  bool MetadataService::replaceFile() const
  {
    // A device or pipe must not be replaced by a file.
    std::error_code ignored;
    const bool isDevice = std::filesystem::is_other(m_fileName, ignored);
    const std::string temporary = isDevice ? m_fileName : m_fileName + ".part";
    std::ofstream file(temporary);
    file << dump(m_content->data, 2) << "\n";
    file.close();
    if (isDevice) return !file.fail();
    return file && std::rename(temporary.c_str(), m_fileName.c_str()) == 0;
  }
}
