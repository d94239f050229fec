// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ModuleParam.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace Belle2 {
  /** The parameters of one module by name. */
  class ModuleParamList {
  public:
    using Map = std::map<std::string, std::shared_ptr<ModuleParamBase>>;

    /** Parameter with a default. A second one of the same name is an error. */
    template<typename T> void addParameter(const std::string& name, T& variable, const std::string& description,
                                           const T& defaultValue)
    {
      auto parameter = std::make_shared<ModuleParam<T>>(variable, description, false);
      parameter->setDefaultValue(defaultValue);
      insert(name, parameter);
    }
    /** Parameter that a steering file has to set. */
    template<typename T> void addParameter(const std::string& name, T& variable, const std::string& description)
    {
      insert(name, std::make_shared<ModuleParam<T>>(variable, description, true));
    }

    /** The typed parameter; throws std::runtime_error if there is none of that name and type. */
    template<typename T> ModuleParam<T>& getParameter(const std::string& name) const
    {
      auto* parameter = dynamic_cast<ModuleParam<T>*>(&get(name));
      if (!parameter) throwWrongType(name, ParamTraits<T>::name());
      return *parameter;
    }

    /** Any parameter; throws std::runtime_error if there is none of that name. */
    ModuleParamBase& get(const std::string& name) const;
    /** Set from a value tree; throws std::runtime_error or std::overflow_error. */
    void setParameter(const std::string& name, const ParamValue& value) const;
    /** Set every parameter from the other list that a steering file has set there. */
    void setParameters(const ModuleParamList& other) const;

    bool hasParameter(const std::string& name) const { return m_parameters.count(name); }
    /** Names of required parameters that are not set. */
    std::vector<std::string> getUnsetForcedParams() const;
    bool hasUnsetForcedParams() const { return !getUnsetForcedParams().empty(); }
    /** All parameters, sorted by name. */
    const Map& getParameters() const { return m_parameters; }

  private:
    void insert(const std::string& name, std::shared_ptr<ModuleParamBase> parameter);
    [[noreturn]] void throwWrongType(const std::string& name, const std::string& type) const;

    Map m_parameters;
  };
}
