// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>

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
    const unsigned int available = m_inputEvents ? m_inputEvents : m_mcEvents;
    return m_numberEvents && (available == 0 || m_numberEvents < available) ? m_numberEvents : available;
  }

  std::string Environment::consumeOutputFileOverride()
  {
    std::string name;
    name.swap(m_outputFile);
    return name;
  }
}
