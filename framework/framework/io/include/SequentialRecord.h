// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace Belle2 {
  /** A record of a sequential file as docs/formats.md describes it: a header with checksums, and the content. */
  struct SequentialRecord final {
    enum Kind : std::uint16_t { c_Classes = 1, c_Begin = 2, c_Event = 3, c_End = 4 };

    /** What stands before the content. */
    struct Header final {
      static constexpr std::size_t c_size = 24;
      using Bytes = std::array<unsigned char, c_size>;

      std::uint16_t kind = 0;
      /** Bytes in the file, and once they are unpacked; the same if they are not packed. */
      std::uint32_t storedSize = 0;
      std::uint32_t size = 0;
      /** CRC-32 of the bytes in the file. */
      std::uint32_t checksum = 0;

      Bytes pack() const;
      /** std::runtime_error with the reason if these bytes are no header, or of a version that is not known. */
      static Header unpack(const Bytes& bytes);
      /** False if a file that ends within a header cannot have had one here. */
      static bool canBeginWith(const unsigned char* bytes, std::size_t size);
    };

    /** The bytes of the file, packed by zlib unless the level is 0 or that would not make them fewer. */
    static std::string pack(Kind kind, const std::string& content, int compressionLevel);
    /** The content of what is stored; std::runtime_error with the reason if it is damaged. */
    static std::string unpack(const Header& header, std::string stored);

    std::uint16_t kind = 0;
    std::string content;
  };
}
