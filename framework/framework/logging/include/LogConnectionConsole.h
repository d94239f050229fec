// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConnectionFileDescriptor.h>

#include <functional>
#include <string>

namespace Belle2 {

  /** Text to standard output. */
  class LogConnectionConsole final: public LogConnectionFileDescriptor {
  public:
    /** Receives the text in place of the file descriptor, such as Python's sys.stdout; false if it could not be written. */
    using Writer = std::function<bool(const std::string&)>;

    explicit LogConnectionConsole(int fileDescriptor): LogConnectionFileDescriptor(fileDescriptor) {}
    LogConnectionConsole(int fileDescriptor, bool color): LogConnectionFileDescriptor(fileDescriptor, color) {}
    bool sendMessage(const LogMessage& message) override { return write(format(message)); }
    /** Write a text that needs no more formatting. */
    bool write(const std::string& text) const;

    /** An empty function gives the file descriptor back. */
    static void setWriter(Writer writer) { getWriter() = std::move(writer); }
    static bool hasWriter() { return static_cast<bool>(getWriter()); }

  private:
    static Writer& getWriter();
  };
}
