// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConnectionBase.h>

#include <string>

namespace Belle2 {

  /** Text to an open file descriptor, coloured by severity if wanted. */
  class LogConnectionFileDescriptor: public LogConnectionBase {
  public:
    LogConnectionFileDescriptor(int fileDescriptor, bool color): m_fileDescriptor(fileDescriptor), m_color(color) {}
    /** Coloured if it is a terminal that can. */
    explicit LogConnectionFileDescriptor(int fileDescriptor)
      : LogConnectionFileDescriptor(fileDescriptor, terminalSupportsColors(fileDescriptor)) {}
    bool isConnected() override { return m_fileDescriptor >= 0; }
    bool sendMessage(const LogMessage& message) override;

    /** True if a file descriptor is a terminal that shows colours. */
    static bool terminalSupportsColors(int fileDescriptor);

    /** Newlines inside messages become the two characters \n, for programs that read line by line. */
    static void setEscapeNewlinesEnabled(bool escape) { s_escapeNewlines = escape; }
    static bool getEscapeNewlinesEnabled() { return s_escapeNewlines; }

  protected:
    /** The message as one text that ends with a newline. */
    std::string format(const LogMessage& message) const;
    /** False if the text could not be written as a whole. */
    bool writeToDescriptor(const std::string& text) const;
    int m_fileDescriptor;

  private:
    bool m_color;
    static bool s_escapeNewlines;
  };
}
