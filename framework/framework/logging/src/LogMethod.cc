// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/Logger.h>

using namespace Belle2;

int LogMethod::s_depth = 0;

LogMethod::LogMethod(const char* function): m_function(function)
{
  B2DEBUG(10000, std::string(s_depth++, ' ') << "Entering " << m_function);
}

LogMethod::~LogMethod()
{
  if (s_depth > 0) --s_depth;
  B2DEBUG(10000, std::string(s_depth, ' ') << "Leaving " << m_function);
}
