// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ModuleParamList.h>

#include <framework/logging/Logger.h>

namespace Belle2 {
  ModuleParamBase& ModuleParamList::get(const std::string& name) const
  {
    const auto found = m_parameters.find(name);
    if (found == m_parameters.end())
      throw std::runtime_error("Could not find the parameter with the name '" + name
                               + "'! The value of the parameter could NOT be set.");
    return *found->second;
  }

  void ModuleParamList::setParameter(const std::string& name, const ParamValue& value) const
  {
    get(name).setValueTree(value);
  }

  void ModuleParamList::setParameters(const ModuleParamList& other) const
  {
    for (const auto& [name, parameter] : other.m_parameters)
      if (parameter->isSetInSteering()) setParameter(name, parameter->getValueTree());
  }

  std::vector<std::string> ModuleParamList::getUnsetForcedParams() const
  {
    std::vector<std::string> names;
    for (const auto& [name, parameter] : m_parameters)
      if (parameter->isForcedInSteering() && !parameter->isSetInSteering()) names.push_back(name);
    return names;
  }

  void ModuleParamList::insert(const std::string& name, std::shared_ptr<ModuleParamBase> parameter)
  {
    if (m_parameters.count(name)) B2ERROR("The module has two parameters with the name '" << name <<
                                            "': the second one replaces the first");
    m_parameters[name] = std::move(parameter);
  }

  void ModuleParamList::throwWrongType(const std::string& name, const std::string& type) const
  {
    throw std::runtime_error("The parameter '" + name + "' has the type '" + get(name).getTypeInfo() + "', not '" + type + "'.");
  }
}
