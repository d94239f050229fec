// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>

#include <algorithm>
#include <cstdlib>

namespace Belle2 {
  Environment& Environment::Instance()
  {
    static auto* instance = new Environment;
    return *instance;
  }

  Environment::Environment()
  {
    const char* externals = std::getenv("BELLE2_EXTERNALS_DIR");
    if (externals) m_externalsPath = externals;
  }

  unsigned int Environment::getNumberOfEvents() const
  {
    if (m_inputEvents == 0 || m_numberEvents == 0) return m_inputEvents + m_numberEvents;
    return std::min(m_inputEvents, m_numberEvents);
  }

  std::string Environment::consumeOutputFileOverride()
  {
    std::string name;
    name.swap(m_outputFile);
    return name;
  }
}
