// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace Belle2 {
  /** Variables of the environment of the process. */
  class EnvironmentVariables {
  public:
    static bool isSet(const std::string& name);
    /** The value, or the given one if the variable is not set. */
    static std::string get(const std::string& name, const std::string& fallback = "");
    /** The value split at any of the separators, or the given list if the variable is not set; empty parts are left out. */
    static std::vector<std::string> getList(const std::string& name, const std::vector<std::string>& fallback = {},
                                            const std::string& separators = " \t\n\r");
    /** The text with $NAME and ${NAME} replaced by the values; names of variables that are not set stay. */
    static std::string expand(const std::string& text);
  };
}
