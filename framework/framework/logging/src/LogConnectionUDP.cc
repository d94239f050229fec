// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogConnectionUDP.h>

#include <framework/logging/LogMessage.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>

#include <netdb.h>
#include <unistd.h>

using namespace Belle2;

namespace {
  /** What is left of a message that is too long for a datagram of 65,507 bytes: a byte takes at most six in JSON. */
  constexpr size_t c_longestText = 8000;

  using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

  /** IPv4 is asked for first, because that is where servers for "localhost" usually listen. */
  Addresses resolve(const std::string& hostname, unsigned short port, int& error)
  {
    addrinfo* found = nullptr;
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    for (const int family : {AF_INET, AF_INET6}) {
      hints.ai_family = family;
      error = getaddrinfo(hostname.c_str(), std::to_string(port).c_str(), &hints, &found);
      if (!error) break;
    }
    return {error ? nullptr : found, freeaddrinfo};
  }
}

LogConnectionUDP::LogConnectionUDP(const std::string& hostname, unsigned short port)
  : m_name(hostname + " (port " + std::to_string(port) + ")")
{
  int error = 0;
  const auto address = resolve(hostname, port, error);
  if (!address) throw std::runtime_error("Cannot send log messages to " + m_name + ": " + gai_strerror(error)
                                           + ". Check the name of the host.");
  m_socket = socket(address->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (m_socket < 0) throw std::runtime_error("Cannot send log messages to " + m_name + ": " + std::strerror(errno) + ".");
  m_addressLength = address->ai_addrlen;
  std::memcpy(&m_address, address->ai_addr, address->ai_addrlen);
}

LogConnectionUDP::~LogConnectionUDP()
{
  ::close(m_socket);
}

bool LogConnectionUDP::send(const std::string& text) const
{
  return sendto(m_socket, text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&m_address),
                m_addressLength) >= 0;
}

bool LogConnectionUDP::sendMessage(const LogMessage& message)
{
  if (send(message.toJSON(true)) || (errno == EMSGSIZE && send(message.getShortened(c_longestText).toJSON(true)))) return true;
  if (!m_hasFailed) std::cerr << "Cannot send log messages to " << m_name << ": " << std::strerror(errno) << "." << std::endl;
  m_hasFailed = true;
  return false;
}
