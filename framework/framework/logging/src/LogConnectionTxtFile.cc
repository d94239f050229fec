// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogConnectionTxtFile.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

using namespace Belle2;

LogConnectionTxtFile::LogConnectionTxtFile(const std::string& filename, bool append): LogConnectionFileDescriptor(
    ::open(filename.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666), false)
{
  if (!isConnected()) throw std::runtime_error("Cannot write the log file " + filename + ": " + std::strerror(errno) + ".");
}

LogConnectionTxtFile::~LogConnectionTxtFile()
{
  ::close(m_fileDescriptor);
}
