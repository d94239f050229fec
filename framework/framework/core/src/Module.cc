// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>

#include <framework/core/ModuleManager.h>
#include <framework/core/Path.h>
#include <framework/logging/Logger.h>

namespace Belle2 {
  Module::Module() = default;
  Module::~Module() = default;

  std::vector<std::string> Module::getFileNames(bool)
  {
    return {};
  }

  void Module::setType(const std::string& type)
  {
    if (m_name.empty() || m_name == m_type) m_name = type;
    m_type = type;
  }

  void Module::setLogLevel(int logLevel)
  {
    m_logConfig.setLogLevel(static_cast<LogConfig::ELogLevel>(logLevel));
  }

  void Module::setDebugLevel(int debugLevel)
  {
    m_logConfig.setDebugLevel(debugLevel);
  }

  void Module::setAbortLevel(int abortLevel)
  {
    m_logConfig.setAbortLevel(static_cast<LogConfig::ELogLevel>(abortLevel));
  }

  void Module::setLogInfo(int logLevel, unsigned int logInfo)
  {
    m_logConfig.setLogInfo(static_cast<LogConfig::ELogLevel>(logLevel), logInfo);
  }

  void Module::if_value(const std::string& expression, const std::shared_ptr<Path>& path, EAfterConditionPath after)
  {
    if (path->reaches(this))
      B2FATAL("A condition of the module '" << m_name << "' cannot lead to the module itself: " << path->getPathString());
    m_conditions.emplace_back(expression, path, after);
  }

  void Module::if_false(const std::shared_ptr<Path>& path, EAfterConditionPath after)
  {
    if_value("<1", path, after);
  }

  void Module::if_true(const std::shared_ptr<Path>& path, EAfterConditionPath after)
  {
    if_value(">=1", path, after);
  }

  const ModuleCondition* Module::findCondition() const
  {
    if (m_conditions.empty()) return nullptr;
    if (!m_hasReturnValue)
      B2FATAL("The condition of the module '" << m_name << "' cannot be checked, because the module has set no return value. "
              "Call setReturnValue() (return_value() in Python) in event().");
    for (const auto& condition : m_conditions)
      if (condition.evaluate(m_returnValue)) return &condition;
    return nullptr;
  }

  std::shared_ptr<Path> Module::getConditionPath() const
  {
    const auto* condition = findCondition();
    return condition ? condition->getPath() : nullptr;
  }

  Module::EAfterConditionPath Module::getAfterConditionPath() const
  {
    const auto* condition = findCondition();
    return condition ? condition->getAfterConditionPath() : EAfterConditionPath::c_End;
  }

  std::vector<std::shared_ptr<Path>> Module::getAllConditionPaths() const
  {
    std::vector<std::shared_ptr<Path>> paths;
    for (const auto& condition : m_conditions) paths.push_back(condition.getPath());
    return paths;
  }

  std::vector<std::shared_ptr<Path>> Module::getInnerPaths() const
  {
    auto paths = getAllConditionPaths();
    for (const auto& [name, parameter] : m_parameters.getParameters()) {
      const auto* path = dynamic_cast<const ModuleParam<std::shared_ptr<Path>>*>(&*parameter);
      if (path && path->getValue()) paths.push_back(path->getValue());
    }
    return paths;
  }

  std::shared_ptr<PathElement> Module::clone() const
  {
    ModulePtr copy = ModuleManager::Instance().registerModule(m_type);
    copy->m_name = m_name;
    copy->m_package = m_package;
    copy->m_propertyFlags = m_propertyFlags;
    copy->m_logConfig = m_logConfig;
    copy->setParamList(m_parameters);
    for (const auto& condition : m_conditions)
      copy->if_value(condition.getExpression(), std::static_pointer_cast<Path>(condition.getPath()->clone()),
                     condition.getAfterConditionPath());
    return copy;
  }

  std::string Module::getPathString() const
  {
    std::string text = m_name;
    for (const auto& condition : m_conditions) text += "(? " + condition.getString() + " )";
    return text;
  }

  ModuleProxyBase::ModuleProxyBase(const std::string& moduleType, const std::string& package)
    : m_moduleType(moduleType), m_package(package)
  {
    ModuleManager::Instance().registerModuleProxy(this);
  }

  ModulePtr ModuleProxyBase::finish(ModulePtr module) const
  {
    module->setType(m_moduleType);
    module->setPackage(m_package);
    return module;
  }
}
