// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>

namespace Belle2 {
  /** Names of the files of one sequential output, which are counted from 0. */
  class SequentialFileName final {
  public:
    /** As a pattern, the name has one place for the number, such as %d or %05d; std::runtime_error if it has not. */
    SequentialFileName(const std::string& name, bool isPattern);

    /** NAME, NAME-1, NAME-2 and so on with the number before an ending .gz; or what the pattern says. */
    std::string get(unsigned int number) const;

  private:
    std::string m_before;
    std::string m_after;
    bool m_isPattern;
    unsigned int m_width = 0;
    char m_fill = ' ';
  };
}
