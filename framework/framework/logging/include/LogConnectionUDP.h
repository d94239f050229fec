// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConnectionBase.h>

#include <string>

#include <sys/socket.h>

namespace Belle2 {

  /** One datagram of complete JSON per message to a host; nobody tells whether it arrives. */
  class LogConnectionUDP final: public LogConnectionBase {
  public:
    /** Throws std::runtime_error if the host is not known. */
    LogConnectionUDP(const std::string& hostname, unsigned short port);
    ~LogConnectionUDP() override;
    LogConnectionUDP(const LogConnectionUDP&) = delete;
    LogConnectionUDP& operator=(const LogConnectionUDP&) = delete;
    bool isConnected() override { return m_socket >= 0; }
    /** False if the network does not take it, which the first time is said on standard error. */
    bool sendMessage(const LogMessage& message) override;

  private:
    bool send(const std::string& text) const;

    std::string m_name;
    int m_socket = -1;
    sockaddr_storage m_address{};
    socklen_t m_addressLength = 0;
    bool m_hasFailed = false;
  };
}
