// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ModuleCondition.h>
#include <framework/core/ModuleParamList.h>
#include <framework/core/PathElement.h>
#include <framework/logging/LogConfig.h>
#include <framework/logging/Logger.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

/*
 * The order in which process() calls the hooks of the modules of a path:
 *   1. initialize() of every module, in path order, those of condition paths right after the module that has the condition;
 *      1a. event() of the master at once, which makes the first event; the master is the first module after whose initialize()
 *          EventMetaData is registered
 *   2. per event, in path order:
 *      2a. event() of the modules before the master
 *      2b. event() of the master (for the first event that was 1a)
 *      2c. if experiment or run changed and a run was open: endRun() of every module, with EventMetaData of the previous event
 *      2d. if experiment or run changed: beginRun() of every module
 *      2e. event() of the modules after the master, along the condition paths that apply
 *   3. endRun() of every module, if a run is open
 *   4. terminate() of every module, in reverse order
 */

namespace Belle2 {
  class Path;
  class Module;
  using ModulePtr = std::shared_ptr<Module>;

  /** A step of the event processing: base class of all C++ and Python modules. */
  class Module : public PathElement, public std::enable_shared_from_this<Module> {
  public:
    using EAfterConditionPath = ModuleCondition::EAfterConditionPath;

    /** Properties by which the framework treats modules differently. */
    enum EModulePropFlags {
      c_Input                       = 1,  /**< reads events */
      c_Output                      = 2,  /**< writes events */
      c_ParallelProcessingCertified = 4,  /**< may run in several processes at once */
      c_HistogramManager            = 8,  /**< collects histograms of the processes */
      c_InternalSerializer          = 16, /**< moves events between processes */
      c_TerminateInAllProcesses     = 32, /**< terminate() is called in every process */
      c_DontCollectStatistics       = 64  /**< not shown in the statistics */
    };

    Module();
    ~Module() override;
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;

    /** Register data, read parameters: once before the first event. */
    virtual void initialize() {}
    /** A new run has started. */
    virtual void beginRun() {}
    /** Work on one event. */
    virtual void event() {}
    /** The current run ends. */
    virtual void endRun() {}
    /** Clean up: once after the last event. */
    virtual void terminate() {}

    /** Names of the files that the module reads, or with `outputFiles` writes. */
    virtual std::vector<std::string> getFileNames(bool outputFiles);

    const std::string& getName() const { return m_name; }
    const std::string& getType() const { return m_type; }
    const std::string& getPackage() const { return m_package; }
    const std::string& getDescription() const { return m_description; }
    void setName(const std::string& name) { m_name = name; }
    void setType(const std::string& type);
    void setPackage(const std::string& package) { m_package = package; }

    void setPropertyFlags(unsigned int propertyFlags) { m_propertyFlags = propertyFlags; }
    unsigned int getPropertyFlags() const { return m_propertyFlags; }
    /** True if all of the given flags are set. */
    bool hasProperties(unsigned int flags) const { return (m_propertyFlags & flags) == flags; }

    LogConfig& getLogConfig() { return m_logConfig; }
    const LogConfig& getLogConfig() const { return m_logConfig; }
    void setLogConfig(const LogConfig& logConfig) { m_logConfig = logConfig; }
    void setLogLevel(int logLevel);
    void setDebugLevel(int debugLevel);
    void setAbortLevel(int abortLevel);
    void setLogInfo(int logLevel, unsigned int logInfo);

    /** Take the path when the return value fulfils the expression. The first condition that holds, in the order added, wins. */
    void if_value(const std::string& expression, const std::shared_ptr<Path>& path,
                  EAfterConditionPath after = EAfterConditionPath::c_End);
    void if_false(const std::shared_ptr<Path>& path, EAfterConditionPath after = EAfterConditionPath::c_End);
    void if_true(const std::shared_ptr<Path>& path, EAfterConditionPath after = EAfterConditionPath::c_End);
    bool hasCondition() const { return !m_conditions.empty(); }
    /** The first condition, or nullptr. */
    const ModuleCondition* getCondition() const { return m_conditions.empty() ? nullptr : &m_conditions.front(); }
    const std::vector<ModuleCondition>& getAllConditions() const { return m_conditions; }
    /** The first condition that holds for the return value, or nullptr; fatal if no return value was set. */
    const ModuleCondition* findCondition() const;
    bool evalCondition() const { return findCondition(); }
    /** Path and continuation of the condition that holds. */
    std::shared_ptr<Path> getConditionPath() const;
    EAfterConditionPath getAfterConditionPath() const;
    std::vector<std::shared_ptr<Path>> getAllConditionPaths() const;
    /** The condition paths, and the paths that are parameters, as that of a loop. */
    std::vector<std::shared_ptr<Path>> getInnerPaths() const;

    bool hasReturnValue() const { return m_hasReturnValue; }
    int getReturnValue() const { return m_returnValue; }
    /** Forget the return value of the event before. */
    void clearReturnValue() { m_hasReturnValue = false; }

    const ModuleParamList& getParamList() const { return m_parameters; }
    template<typename T> ModuleParam<T>& getParam(const std::string& name) const { return m_parameters.getParameter<T>(name); }
    /** Take over the parameters that are set in the list. */
    void setParamList(const ModuleParamList& parameters) { m_parameters.setParameters(parameters); }
    bool hasUnsetForcedParams() const { return m_parameters.hasUnsetForcedParams(); }

    /** A new module of the same type with the same parameters, name, flags, log settings and conditions.
     * Python modules give themselves. */
    virtual std::shared_ptr<PathElement> clone() const;
    std::string getPathString() const override;

  protected:
    void setDescription(const std::string& description) { m_description = description; }
    void setReturnValue(int value) { m_hasReturnValue = true; m_returnValue = value; }
    void setReturnValue(bool value) { setReturnValue(static_cast<int>(value)); }

    /** Parameter with default, bound to a data member. */
    template<typename T> void addParam(const std::string& name, T& variable, const std::string& description,
                                       const std::common_type_t<T>& defaultValue)
    {
      m_parameters.addParameter<T>(name, variable, description, defaultValue);
    }
    /** Parameter that a steering file has to set. */
    template<typename T> void addParam(const std::string& name, T& variable, const std::string& description)
    {
      m_parameters.addParameter<T>(name, variable, description);
    }

  private:
    friend class ProcessStatistics;

    std::string m_name;
    std::string m_type;
    std::string m_package;
    std::string m_description = "Not set by the author";
    unsigned int m_propertyFlags = 0;
    /** Place in the statistics; checked there, so that a stale one does no harm. */
    mutable unsigned int m_statisticsIndex = 0;
    LogConfig m_logConfig;
    ModuleParamList m_parameters;
    std::vector<ModuleCondition> m_conditions;
    int m_returnValue = 0;
    bool m_hasReturnValue = false;
  };

  /** Creates modules of one type; registers itself when its library is loaded. */
  class ModuleProxyBase {
  public:
    ModuleProxyBase(const std::string& moduleType, const std::string& package);
    virtual ~ModuleProxyBase() = default;
    virtual ModulePtr createModule() const = 0;
    const std::string& getModuleType() const { return m_moduleType; }
    const std::string& getModulePackage() const { return m_package; }

  protected:
    ModulePtr finish(ModulePtr module) const;

  private:
    std::string m_moduleType;
    std::string m_package;
  };
}

#ifndef _PACKAGE_
#define B2_MODULE_PACKAGE ""
#else
#define B2_MODULE_PACKAGE _PACKAGE_
#endif

/** Make the class NAMEModule known as module NAME. */
#define REG_MODULE(moduleName)                                                                                  \
  namespace {                                                                                                   \
    struct ModuleProxy##moduleName final : public Belle2::ModuleProxyBase {                                     \
      ModuleProxy##moduleName(): Belle2::ModuleProxyBase(#moduleName, B2_MODULE_PACKAGE) {}                     \
      Belle2::ModulePtr createModule() const override { return finish(std::make_shared<moduleName##Module>()); } \
    } moduleProxy##moduleName;                                                                                  \
  }
