// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/Shake256.h>

#include <gtest/gtest.h>

#include <cstdio>
#include <stdexcept>

using namespace Belle2;

namespace {
  std::string hexDigest(const std::string& message, std::size_t size)
  {
    Shake256 hash;
    hash.absorb(message);
    std::string bytes(size, 0), text;
    hash.squeeze(bytes.data(), size);
    for (unsigned char byte : bytes) {
      char digits[3];
      std::snprintf(digits, sizeof(digits), "%02x", byte);
      text += digits;
    }
    return text;
  }

  // Values of hashlib.shake_256.
  TEST(Shake256, KnownMessagesGiveKnownOutput)
  {
    EXPECT_EQ(hexDigest("", 32), "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f");
    EXPECT_EQ(hexDigest(std::string(136, 'x'), 32), "7614c58639bf53a94aab54261d1f9b2607e66b6f34101e1dee67aae77feb36d3");
    EXPECT_EQ(hexDigest("abc", 200).substr(300),
              "a79932becec0bd3cd0b33a7e5d397fed1ada9442b99903f4dcfd8559ed3950faf40fe6f3b5d710ed3b677513771af6bfe119");
  }

  TEST(Shake256, OutputMayBeTakenInPieces)
  {
    Shake256 hash;
    hash.absorb("ab");
    hash.absorb("c");
    std::string bytes(200, 0);
    for (auto& byte : bytes) hash.squeeze(&byte, 1);
    Shake256 once;
    once.absorb("abc");
    std::string same(200, 0);
    once.squeeze(same.data(), same.size());
    EXPECT_EQ(bytes, same);
  }

  TEST(Shake256, NothingIsAbsorbedAfterTheFirstOutput)
  {
    Shake256 hash;
    char byte;
    hash.squeeze(&byte, 1);
    EXPECT_THROW(hash.absorb("late"), std::logic_error);
  }
}
