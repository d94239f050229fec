// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/Shake256.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace {
  constexpr int c_rounds = 24;

  /** Round constants from the linear feedback shift register of FIPS 202, algorithms 5 and 6. */
  constexpr std::array<std::uint64_t, c_rounds> findRoundConstants()
  {
    std::array<std::uint64_t, c_rounds> constants{};
    std::uint8_t shiftRegister = 1;
    for (int round = 0; round < c_rounds; ++round) {
      for (int j = 0; j < 7; ++j) {
        if (shiftRegister & 1) constants[round] |= std::uint64_t(1) << ((1 << j) - 1);
        shiftRegister = (shiftRegister << 1) ^ ((shiftRegister >> 7) * 0x71);
      }
    }
    return constants;
  }

  /** Where the lanes go one after the other, and by how much each is rotated on its way: FIPS 202, algorithms 2 and 3. */
  struct Walk { std::array<int, 24> lane{}, bits{}; };
  constexpr Walk findWalk()
  {
    Walk walk;
    int x = 1, y = 0;
    for (int t = 0; t < 24; ++t) {
      const int newY = (2 * x + 3 * y) % 5;
      x = y;
      y = newY;
      walk.lane[t] = x + 5 * y;
      walk.bits[t] = (t + 1) * (t + 2) / 2 % 64;
    }
    return walk;
  }

  constexpr auto c_roundConstants = findRoundConstants();
  constexpr Walk c_walk = findWalk();

  inline std::uint64_t rotate(std::uint64_t value, int bits) { return (value << bits) | (value >> (64 - bits)); }
}

namespace Belle2 {
  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the bytes of a lane are its memory");

  void Shake256::absorb(const void* data, std::size_t size)
  {
    if (m_squeezing) throw std::logic_error("SHAKE256 cannot absorb after it was squeezed");
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    while (size > 0) {
      const std::size_t n = std::min(size, c_rate - m_position);
      auto* state = reinterpret_cast<std::uint8_t*>(m_state.data()) + m_position;
      for (std::size_t i = 0; i < n; ++i) state[i] ^= bytes[i];
      bytes += n;
      size -= n;
      m_position += n;
      if (m_position == c_rate) {
        permute();
        m_position = 0;
      }
    }
  }

  void Shake256::absorbBigEndian(std::uint32_t value)
  {
    const std::uint32_t swapped = __builtin_bswap32(value);
    absorb(&swapped, sizeof(swapped));
  }

  void Shake256::squeeze(void* output, std::size_t size)
  {
    if (!m_squeezing) {
      auto* state = reinterpret_cast<std::uint8_t*>(m_state.data());
      state[m_position] ^= 0x1f;
      state[c_rate - 1] ^= 0x80;
      m_squeezing = true;
      m_position = c_rate;
    }
    auto* bytes = static_cast<std::uint8_t*>(output);
    while (size > 0) {
      if (m_position == c_rate) {
        permute();
        m_position = 0;
      }
      const std::size_t n = std::min(size, c_rate - m_position);
      std::memcpy(bytes, reinterpret_cast<const std::uint8_t*>(m_state.data()) + m_position, n);
      bytes += n;
      size -= n;
      m_position += n;
    }
  }

  // Keccak-f[1600]: FIPS 202, section 3; lane (x, y) is m_state[x + 5 * y]. Unrolled, so that lanes stay in registers.
  void Shake256::permute()
  {
    std::array<std::uint64_t, 25> a = m_state;
    for (int round = 0; round < c_rounds; ++round) {
      std::array<std::uint64_t, 5> c;
#pragma GCC unroll 5
      for (int x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
#pragma GCC unroll 25
      for (int i = 0; i < 25; ++i) a[i] ^= c[(i + 4) % 5] ^ rotate(c[(i + 1) % 5], 1);
      std::uint64_t current = a[1];
#pragma GCC unroll 24
      for (int t = 0; t < 24; ++t) {
        const std::uint64_t moved = rotate(current, c_walk.bits[t]);
        current = a[c_walk.lane[t]];
        a[c_walk.lane[t]] = moved;
      }
#pragma GCC unroll 5
      for (int row = 0; row < 25; row += 5) {
        const std::array<std::uint64_t, 5> b = {a[row], a[row + 1], a[row + 2], a[row + 3], a[row + 4]};
#pragma GCC unroll 5
        for (int i = 0; i < 5; ++i) a[row + i] = b[i] ^ (~b[(i + 1) % 5] & b[(i + 2) % 5]);
      }
      a[0] ^= c_roundConstants[round];
    }
    m_state = a;
  }
}
