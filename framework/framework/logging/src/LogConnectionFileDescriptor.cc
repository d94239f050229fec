// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogConnectionFileDescriptor.h>

#include <framework/logging/LogMessage.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include <poll.h>
#include <unistd.h>

using namespace Belle2;

bool LogConnectionFileDescriptor::s_escapeNewlines = false;

bool LogConnectionFileDescriptor::terminalSupportsColors(int fileDescriptor)
{
  const char* terminal = std::getenv("TERM");
  return isatty(fileDescriptor) && terminal && *terminal && std::strcmp(terminal, "dumb") != 0;
}

std::string LogConnectionFileDescriptor::format(const LogMessage& message) const
{
  static constexpr const char* c_colors[] = {"\x1b[32m", "", "\x1b[36m", "\x1b[35m", "\x1b[31m", "\x1b[31m\x1b[7m"};
  std::ostringstream stream;
  message.print(stream);
  std::string text = stream.str();
  text.pop_back();
  if (s_escapeNewlines) {
    for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\n");
  }
  const char* color = m_color ? c_colors[message.getLogLevel()] : "";
  return *color ? color + text + "\x1b[0m\n" : text + '\n';
}

bool LogConnectionFileDescriptor::writeToDescriptor(const std::string& text) const
{
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(m_fileDescriptor, text.data() + done, text.size() - done);
    if (written > 0) {
      done += static_cast<size_t>(written);
    } else if (written < 0 && errno == EAGAIN) {
      // Some program has made the terminal or pipe we share non-blocking.
      pollfd descriptor{m_fileDescriptor, POLLOUT, 0};
      poll(&descriptor, 1, -1);
    } else if (written == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool LogConnectionFileDescriptor::sendMessage(const LogMessage& message)
{
  return isConnected() && writeToDescriptor(format(message));
}
