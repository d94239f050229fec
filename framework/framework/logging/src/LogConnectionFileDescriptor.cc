// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogConnectionFileDescriptor.h>

#include <framework/logging/LogMessage.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

using namespace Belle2;

bool LogConnectionFileDescriptor::s_escapeNewlines = false;
LogConnectionConsole::Writer LogConnectionConsole::s_writer;

LogConnectionFileDescriptor::LogConnectionFileDescriptor(int fileDescriptor, bool color): m_fileDescriptor(fileDescriptor),
  m_color(color)
{
}

bool LogConnectionFileDescriptor::terminalSupportsColors(int fileDescriptor)
{
  const char* terminal = std::getenv("TERM");
  return isatty(fileDescriptor) && terminal && *terminal && std::strcmp(terminal, "dumb") != 0;
}

std::string LogConnectionFileDescriptor::format(const LogMessage& message) const
{
  static constexpr const char* c_colors[] = {"\x1b[32m", "", "\x1b[36m", "\x1b[35m", "\x1b[31m", "\x1b[31m\x1b[7m"};
  std::ostringstream stream;
  stream << message;
  std::string text = stream.str();
  if (s_escapeNewlines) {
    for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\n");
  }
  const char* color = m_color ? c_colors[message.getLogLevel()] : "";
  return *color ? color + text + "\x1b[0m\n" : text + '\n';
}

bool LogConnectionFileDescriptor::write(const std::string& text)
{
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(m_fileDescriptor, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    done += written;
  }
  return true;
}

bool LogConnectionFileDescriptor::sendMessage(const LogMessage& message)
{
  return isConnected() && write(format(message));
}

LogConnectionConsole::LogConnectionConsole(): LogConnectionConsole(terminalSupportsColors(STDOUT_FILENO)) {}

LogConnectionConsole::LogConnectionConsole(bool color): LogConnectionFileDescriptor(STDOUT_FILENO, color) {}

bool LogConnectionConsole::sendMessage(const LogMessage& message)
{
  if (s_writer) {
    s_writer(format(message));
    return true;
  }
  std::cout.flush();
  std::fflush(stdout);
  return LogConnectionFileDescriptor::sendMessage(message);
}

LogConnectionTxtFile::LogConnectionTxtFile(const std::string& filename, bool append): LogConnectionFileDescriptor(
    ::open(filename.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666), false)
{
  if (!isConnected()) throw std::runtime_error("Cannot write the log file " + filename + ": " + std::strerror(errno) + ".");
}

LogConnectionTxtFile::~LogConnectionTxtFile()
{
  if (m_fileDescriptor >= 0) ::close(m_fileDescriptor);
}
