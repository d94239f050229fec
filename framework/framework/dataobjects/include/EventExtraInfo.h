// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TObject.h>

#include <map>
#include <string>
#include <vector>

namespace Belle2 {
  /** Numbers that belong to the whole event, by name. */
  class EventExtraInfo final : public TObject {
  public:
    bool hasExtraInfo(const std::string& name) const { return m_values.count(name); }
    /** Throws std::runtime_error if there is no number of that name. */
    float getExtraInfo(const std::string& name) const;
    /** Change or add a number. */
    void setExtraInfo(const std::string& name, float value) { m_values[name] = value; }
    /** Add a number; throws std::out_of_range if there is one of that name. */
    void addExtraInfo(const std::string& name, float value);
    void removeExtraInfo(const std::string& name) { m_values.erase(name); }
    void removeExtraInfo() { m_values.clear(); }
    /** Sorted names of all numbers. */
    std::vector<std::string> getNames() const;

  private:
    std::map<std::string, float> m_values;

    ClassDefOverride(EventExtraInfo, 1)
  };
}
