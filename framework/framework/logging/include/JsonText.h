// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <string_view>

namespace Belle2::JsonText {
  /** Length of the character of UTF-8 (RFC 3629) that starts a text; 0 if the bytes are none. */
  inline std::size_t getCharacterLength(std::string_view text)
  {
    const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    for (std::size_t i = 1; i < length; ++i)
      if ((byte(i) & 0xC0) != 0x80) return 0;
    // Longer forms of short characters, halves of UTF-16 pairs, and what is beyond Unicode.
    const bool isWrong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) >= 0xA0)
                         || (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) >= 0x90);
    return isWrong ? 0 : length;
  }

  /** A text with its quotes as JSON (RFC 8259), whatever bytes it holds: those that are no UTF-8 become U+FFFD. */
  inline std::string quote(std::string_view text)
  {
    constexpr std::string_view c_special = "\"\\\n\t\r\b\f";
    constexpr std::string_view c_letters = "\"\\ntrbf";
    std::string result = "\"";
    while (!text.empty()) {
      const char c = text.front();
      const std::size_t length = getCharacterLength(text);
      const auto special = c_special.find(c);
      if (length == 0) {
        result += "\xEF\xBF\xBD";
      } else if (special != std::string_view::npos) {
        result += {'\\', c_letters[special]};
      } else if (static_cast<unsigned char>(c) < 0x20) {
        std::array<char, 8> code;
        std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned int>(c));
        result += code.data();
      } else {
        result += text.substr(0, length);
      }
      text.remove_prefix(length == 0 ? 1 : length);
    }
    return result + '"';
  }
}
