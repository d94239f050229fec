// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace Belle2::FileNames {
  /** True for names with a protocol other than file://. */
  bool isRemote(const std::string& name);
  /** Name without file:// and what follows ? or # in such a name. */
  std::string toLocal(const std::string& name);
  /** Files for names with ~, variables and wildcards as in a shell, without running commands; std::runtime_error if that fails. */
  std::vector<std::string> expand(const std::vector<std::string>& names);
  /** True for names of local files, such as "a$HOME.root" or " a.root", that ROOT would take for those of other files. */
  bool isChangedByRoot(const std::string& name);
  /** Absolute name of a local file, any other name as it is. */
  std::string toAbsolute(const std::string& name);
}
