// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace Belle2 {

  /** Which branches are read or written, the same rule for both. */
  class BranchSelection final {
  public:
    /** From and to side of each relation. */
    using Relations = std::map<std::string, std::pair<std::string, std::string>>;

    /** Empty wanted names mean all. */
    BranchSelection(std::vector<std::string> wanted, std::vector<std::string> excluded);

    /**
     * The selected ones of all branches; relations stay only if they touch no excluded branch or are wanted by name, and are added
     * if both sides stay. Unknown and repeated names are reported with the name of the parameter.
     */
    std::set<std::string> select(const std::set<std::string>& all, const Relations& relations,
                                 const std::string& parameter) const;
    bool isWanted(const std::string& name) const { return m_wanted.count(name); }

  private:
    void report(const std::set<std::string>& all, const std::string& parameter) const;

    std::vector<std::string> m_wantedNames;
    std::vector<std::string> m_excludedNames;
    std::set<std::string> m_wanted;
    std::set<std::string> m_excluded;
  };
}
