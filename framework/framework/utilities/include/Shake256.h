// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace Belle2 {
  /** The extendable-output function SHAKE256 of FIPS 202. */
  class Shake256 {
  public:
    void absorb(const void* data, std::size_t size);
    void absorb(const std::string& text) { absorb(text.data(), text.size()); }
    /** An integer as four bytes, the most significant first. */
    void absorbBigEndian(std::uint32_t value);
    /** The next bytes of the output; nothing can be absorbed any more afterwards. */
    void squeeze(void* output, std::size_t size);

  private:
    static constexpr std::size_t c_rate = 136;

    void permute();

    std::array<std::uint64_t, 25> m_state{};
    std::size_t m_position = 0;
    bool m_squeezing = false;
  };
}
