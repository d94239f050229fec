// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/SequentialRecord.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <zlib.h>

using namespace Belle2;

namespace {
  constexpr unsigned char c_magic[] = {'B', '2', 's', 'r'};
  constexpr std::uint16_t c_version = 1;
  /** Part of the header that its own checksum is for. */
  constexpr std::size_t c_checkedSize = SequentialRecord::Header::c_size - 4;

  void put(unsigned char* bytes, std::uint32_t number, int size)
  {
    for (int i = size - 1; i >= 0; --i, number >>= 8) bytes[i] = number & 0xff;
  }

  std::uint32_t get(const unsigned char* bytes, int size)
  {
    std::uint32_t number = 0;
    for (int i = 0; i < size; ++i) number = number << 8 | bytes[i];
    return number;
  }

  std::uint32_t getChecksum(const unsigned char* bytes, std::size_t size)
  {
    return static_cast<std::uint32_t>(crc32_z(0, bytes, size));
  }

  const unsigned char* asBytes(const std::string& text)
  {
    return reinterpret_cast<const unsigned char*>(text.data());
  }
}

SequentialRecord::Header::Bytes SequentialRecord::Header::pack() const
{
  Bytes bytes;
  std::memcpy(bytes.data(), c_magic, sizeof(c_magic));
  put(&bytes[4], c_version, 2);
  put(&bytes[6], kind, 2);
  put(&bytes[8], storedSize, 4);
  put(&bytes[12], size, 4);
  put(&bytes[16], checksum, 4);
  put(&bytes[20], getChecksum(bytes.data(), c_checkedSize), 4);
  return bytes;
}

SequentialRecord::Header SequentialRecord::Header::unpack(const Bytes& bytes)
{
  if (!canBeginWith(bytes.data(), bytes.size())) throw std::runtime_error("no record begins there");
  if (get(&bytes[20], 4) != getChecksum(bytes.data(), c_checkedSize)) throw std::runtime_error("the header has a wrong checksum");
  if (const auto version = get(&bytes[4], 2); version != c_version)
    throw std::runtime_error("it has version " + std::to_string(version) + " of the format, and this release knows version 1");
  Header header;
  header.kind = static_cast<std::uint16_t>(get(&bytes[6], 2));
  header.storedSize = get(&bytes[8], 4);
  header.size = get(&bytes[12], 4);
  header.checksum = get(&bytes[16], 4);
  return header;
}

bool SequentialRecord::Header::canBeginWith(const unsigned char* bytes, std::size_t size)
{
  return std::memcmp(bytes, c_magic, std::min(size, sizeof(c_magic))) == 0;
}

std::string SequentialRecord::pack(Kind kind, const std::string& content, int compressionLevel)
{
  std::string packed;
  if (compressionLevel > 0) {
    uLongf size = compressBound(content.size());
    packed.resize(size);
    const bool isPacked = compress2(reinterpret_cast<Bytef*>(packed.data()), &size, asBytes(content), content.size(),
                                    compressionLevel) == Z_OK;
    packed.resize(isPacked ? size : 0);
  }
  const std::string& stored = !packed.empty() && packed.size() < content.size() ? packed : content;
  Header header;
  header.kind = kind;
  header.storedSize = static_cast<std::uint32_t>(stored.size());
  header.size = static_cast<std::uint32_t>(content.size());
  header.checksum = getChecksum(asBytes(stored), stored.size());
  const auto bytes = header.pack();
  return std::string(bytes.begin(), bytes.end()) + stored;
}

std::string SequentialRecord::unpack(const Header& header, std::string stored)
{
  if (getChecksum(asBytes(stored), stored.size()) != header.checksum)
    throw std::runtime_error("the content has a wrong checksum");
  if (header.storedSize == header.size) return stored;
  std::string content(header.size, '\0');
  uLongf size = header.size;
  if (uncompress(reinterpret_cast<Bytef*>(content.data()), &size, asBytes(stored), stored.size()) != Z_OK || size != header.size)
    throw std::runtime_error("the content cannot be unpacked");
  return content;
}
