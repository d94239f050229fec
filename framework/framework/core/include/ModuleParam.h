// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ParamTraits.h>

#include <string>
#include <utility>

namespace Belle2 {
  /** One parameter of a module, whatever its type. */
  class ModuleParamBase {
  public:
    ModuleParamBase(std::string typeInfo, std::string description, bool force)
      : m_typeInfo(std::move(typeInfo)), m_description(std::move(description)), m_force(force) {}
    virtual ~ModuleParamBase() = default;
    ModuleParamBase(const ModuleParamBase&) = delete;
    ModuleParamBase& operator=(const ModuleParamBase&) = delete;

    const std::string& getTypeInfo() const { return m_typeInfo; }
    const std::string& getDescription() const { return m_description; }
    /** True if a steering file has to set the parameter. */
    bool isForcedInSteering() const { return m_force; }
    bool isSetInSteering() const { return m_setInSteering; }

    virtual ParamValue getValueTree() const = 0;
    virtual ParamValue getDefaultTree() const = 0;
    /** Convert and set; throws ParamTypeError or std::overflow_error and leaves the old value. */
    void setValueTree(const ParamValue& value) { convert(value); m_setInSteering = true; }
    virtual void resetValue() = 0;

  protected:
    bool m_setInSteering = false;

  private:
    virtual void convert(const ParamValue& value) = 0;

    std::string m_typeInfo;
    std::string m_description;
    bool m_force;
  };

  /** Parameter bound to a data member of its module. */
  template<typename T> class ModuleParam final : public ModuleParamBase {
  public:
    ModuleParam(T& variable, const std::string& description = "", bool force = false)
      : ModuleParamBase(ParamTraits<T>::name(), description, force), m_variable(variable), m_default() {}

    const T& getValue() const { return m_variable; }
    const T& getDefaultValue() const { return m_default; }
    void setValue(const T& value) { m_variable = value; m_setInSteering = true; }
    void setDefaultValue(const T& value) { m_default = value; resetValue(); }
    void resetValue() override { m_variable = m_default; m_setInSteering = false; }

    ParamValue getValueTree() const override { return ParamTraits<T>::put(m_variable); }
    ParamValue getDefaultTree() const override { return ParamTraits<T>::put(m_default); }

  private:
    void convert(const ParamValue& value) override { m_variable = ParamTraits<T>::get(value); }

    T& m_variable;
    T m_default;
  };
}
