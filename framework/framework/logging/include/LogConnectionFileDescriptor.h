// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConnectionBase.h>

#include <functional>
#include <string>

namespace Belle2 {

  /** Text to an open file descriptor, coloured by severity if wanted. */
  class LogConnectionFileDescriptor: public LogConnectionBase {
  public:
    LogConnectionFileDescriptor(int fileDescriptor, bool color);
    bool isConnected() override { return m_fileDescriptor >= 0; }
    bool sendMessage(const LogMessage& message) override;

    /** True if a file descriptor is a terminal that shows colours. */
    static bool terminalSupportsColors(int fileDescriptor);

    /** Newlines inside messages become the two characters \n, for programs that read line by line. */
    static void setEscapeNewlines(bool escape) { s_escapeNewlines = escape; }
    static bool getEscapeNewlines() { return s_escapeNewlines; }

  protected:
    /** The message as one text that ends with a newline. */
    std::string format(const LogMessage& message) const;
    bool write(const std::string& text);
    int m_fileDescriptor;

  private:
    bool m_color;
    static bool s_escapeNewlines;
  };

  /** Text to standard output. */
  class LogConnectionConsole final: public LogConnectionFileDescriptor {
  public:
    /** Receives the text in place of the file descriptor, such as Python's sys.stdout. */
    using Writer = std::function<void(const std::string&)>;

    LogConnectionConsole();
    explicit LogConnectionConsole(bool color);
    bool sendMessage(const LogMessage& message) override;

    /** An empty function gives the file descriptor back. */
    static void setWriter(Writer writer) { s_writer = std::move(writer); }
    static bool hasWriter() { return static_cast<bool>(s_writer); }

  private:
    static Writer s_writer;
  };

  /** Text to a file. */
  class LogConnectionTxtFile final: public LogConnectionFileDescriptor {
  public:
    /** Throws std::runtime_error if the file cannot be opened. */
    LogConnectionTxtFile(const std::string& filename, bool append);
    ~LogConnectionTxtFile() override;
    LogConnectionTxtFile(const LogConnectionTxtFile&) = delete;
    LogConnectionTxtFile& operator=(const LogConnectionTxtFile&) = delete;
  };
}
