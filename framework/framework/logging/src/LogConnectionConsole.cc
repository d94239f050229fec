// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogConnectionConsole.h>

#include <cstdio>
#include <iostream>

using namespace Belle2;

LogConnectionConsole::Writer& LogConnectionConsole::getWriter()
{
  // never destroyed, so that destructors of other statics can still issue messages
  static auto* writer = new Writer;
  return *writer;
}

bool LogConnectionConsole::write(const std::string& text) const
{
  if (hasWriter() && getWriter()(text)) return true;
  std::cout.flush();
  std::fflush(stdout);
  return writeToDescriptor(text);
}
