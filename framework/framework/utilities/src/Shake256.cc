// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/Shake256.h>

#include <stdexcept>

namespace {
  constexpr std::uint64_t rotate(std::uint64_t value, unsigned int bits)
  {
    return bits ? (value << bits) | (value >> (64 - bits)) : value;
  }

  /** Bit t of the linear feedback shift register of FIPS 202, algorithm 5. */
  bool nextRoundBit(std::uint8_t& shiftRegister)
  {
    const bool bit = shiftRegister & 1;
    shiftRegister = (shiftRegister << 1) ^ ((shiftRegister >> 7) * 0x71);
    return bit;
  }
}

namespace Belle2 {
  void Shake256::absorb(const void* data, std::size_t size)
  {
    if (m_squeezing) throw std::logic_error("SHAKE256 cannot absorb after it was squeezed");
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    for (std::size_t i = 0; i < size; ++i) {
      xorByte(m_position++, bytes[i]);
      if (m_position == c_rate) {
        permute();
        m_position = 0;
      }
    }
  }

  void Shake256::absorbBigEndian(std::uint32_t value)
  {
    for (int shift = 24; shift >= 0; shift -= 8) {
      const auto byte = static_cast<std::uint8_t>(value >> shift);
      absorb(&byte, 1);
    }
  }

  void Shake256::squeeze(void* output, std::size_t size)
  {
    if (!m_squeezing) {
      xorByte(m_position, 0x1f);
      xorByte(c_rate - 1, 0x80);
      m_squeezing = true;
      m_position = c_rate;
    }
    auto* bytes = static_cast<std::uint8_t*>(output);
    for (std::size_t i = 0; i < size; ++i, ++m_position) {
      if (m_position == c_rate) {
        permute();
        m_position = 0;
      }
      bytes[i] = m_state[m_position / 8] >> (8 * (m_position % 8));
    }
  }

  // Keccak-f[1600]: FIPS 202, section 3; lane (x, y) is m_state[x + 5 * y].
  void Shake256::permute()
  {
    std::uint8_t shiftRegister = 1;
    auto& a = m_state;
    for (int round = 0; round < 24; ++round) {
      std::uint64_t c[5];
      for (int x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
      for (int x = 0; x < 5; ++x) {
        const std::uint64_t d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
        for (int y = 0; y < 25; y += 5) a[x + y] ^= d;
      }
      int x = 1, y = 0;
      std::uint64_t current = a[1];
      for (int t = 0; t < 24; ++t) {
        const int newY = (2 * x + 3 * y) % 5;
        x = y;
        y = newY;
        const std::uint64_t moved = rotate(current, ((t + 1) * (t + 2) / 2) % 64);
        current = a[x + 5 * y];
        a[x + 5 * y] = moved;
      }
      for (int row = 0; row < 25; row += 5) {
        std::uint64_t b[5];
        for (int i = 0; i < 5; ++i) b[i] = a[row + i];
        for (int i = 0; i < 5; ++i) a[row + i] = b[i] ^ (~b[(i + 1) % 5] & b[(i + 2) % 5]);
      }
      for (int j = 0; j < 7; ++j)
        if (nextRoundBit(shiftRegister)) a[0] ^= std::uint64_t(1) << ((1 << j) - 1);
    }
  }
}
