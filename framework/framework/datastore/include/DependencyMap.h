// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace Belle2 {

  /** What modules read and write, as far as they say so in initialize(): for drawings of the flow of data. */
  class DependencyMap final {
  public:
    /** What an entry is for a module. */
    enum EEntryType { c_Input, c_OptionalInput, c_Output };
    static constexpr int c_NEntryTypes = 3;

    /** Entries, and relations as the names of their two arrays. */
    struct ModuleInfo {
      std::array<std::set<std::string>, c_NEntryTypes> entries;
      std::array<std::set<std::pair<std::string, std::string>>, c_NEntryTypes> relations;
    };

    /** From now on entries belong to this module; to none with nullptr. */
    void setModule(const void* module) { m_current = module; }
    void add(const std::string& name, EEntryType type);
    /** A relation is drawn between its arrays, not as an entry. */
    void addRelation(const std::string& name, const std::string& from, const std::string& to, EEntryType type);

    /** What is known of a module; empty for one that was not initialised. */
    const ModuleInfo& getModuleInfo(const void* module) const;
    void clear() { m_infos.clear(); }

  private:
    const void* m_current = nullptr;
    std::map<const void*, ModuleInfo> m_infos;
  };
}
