// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogConnectionJSON.h>

#include <framework/logging/LogMessage.h>

#include <unistd.h>

using namespace Belle2;

LogConnectionJSON::LogConnectionJSON(bool complete): m_console(STDOUT_FILENO, false), m_complete(complete) {}

bool LogConnectionJSON::sendMessage(const LogMessage& message)
{
  return m_console.write(message.toJSON(m_complete));
}
