// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>

#include <framework/logging/Logger.h>

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

  void Environment::refuse()
  {
    B2ERROR("The settings of the job cannot be changed while events are processed: set them before process() is called.");
  }

  std::string Environment::consumeOutputFileOverride()
  {
    std::string name;
    name.swap(m_outputFile);
    return name;
  }
}
