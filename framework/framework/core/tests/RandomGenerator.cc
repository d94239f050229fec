// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/RandomNumbers.h>

#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <array>
#include <vector>

using namespace Belle2;

namespace {
  std::vector<std::uint64_t> draw(RandomGenerator& generator, int n)
  {
    std::vector<std::uint64_t> numbers(n);
    for (auto& number : numbers) number = generator.random64();
    return numbers;
  }

  RandomGenerator& prepare(RandomGenerator& generator, RandomGenerator::EMode mode, int barrier = 0)
  {
    generator.setSeed("this is the seed");
    generator.setMode(mode);
    generator.setBarrier(barrier);
    generator.initialize(1, 2, 3);
    return generator;
  }

  // Reference: hashlib.shake_256 of seed, barrier, experiment, run and event, and the recurrence of arXiv:1402.6246, in Python.
  TEST(RandomGenerator, EventModeGivesTheReferenceNumbers)
  {
    RandomGenerator generator;
    prepare(generator, RandomGenerator::c_eventDependent);
    const std::vector<std::uint64_t> reference = {
      0x803c78231df0086bu, 0x02f3b66f2c2bad05u, 0xde98d995c8921d7du, 0x6ac2443bc3eb6447u,
      0x00bd5d1fc9006ad6u, 0xe484e32e28682933u, 0x4f116282377542ccu, 0x669f48ad03a57dacu,
      0x842230ea4dd9472cu, 0x1654260eb08f4dcau, 0x1d2fdd6a358f3290u, 0x89d2c1202cd65a82u,
      0x1fa4f384bbec854cu, 0x56e56d43c45dbf35u, 0x80d5ebae964812d5u, 0xfb24378890234cb9u,
      0x8f896be6cf567eabu, 0x1506d87824cb3f9bu, 0xbc3ba18e33a893e9u, 0x2dc94eba194fb658u
    };
    EXPECT_EQ(draw(generator, 20), reference);
  }

  TEST(RandomGenerator, IndependentModeGivesTheReferenceNumbers)
  {
    RandomGenerator generator;
    prepare(generator, RandomGenerator::c_independent, 7);
    const std::vector<std::uint64_t> reference = {
      0xbbca34122b93aa47u, 0xa3e7832b1b5259d4u, 0x06f4f0b9583ce234u, 0xced2fb86259b96efu
    };
    EXPECT_EQ(draw(generator, 4), reference);
  }

  TEST(RandomGenerator, RunModeDoesNotDependOnTheEvent)
  {
    RandomGenerator a, b;
    prepare(a, RandomGenerator::c_runDependent);
    prepare(b, RandomGenerator::c_runDependent).initialize(1, 2, 4);
    EXPECT_EQ(draw(a, 5), draw(b, 5));
    b.initialize(1, 3, 4);
    a.initialize(1, 2, 4);
    EXPECT_NE(draw(a, 5), draw(b, 5));
  }

  TEST(RandomGenerator, FloatsAreInTheOpenInterval)
  {
    RandomGenerator generator;
    prepare(generator, RandomGenerator::c_independent);
    double sum = 0;
    for (int i = 0; i < 10000; ++i) {
      const double x = generator.Rndm();
      ASSERT_GT(x, 0);
      ASSERT_LT(x, 1);
      sum += x;
    }
    EXPECT_NEAR(sum / 10000, 0.5, 0.015);
  }

  TEST(RandomGenerator, ArraysUseTheDrawsAsDocumented)
  {
    RandomGenerator a, b;
    prepare(a, RandomGenerator::c_independent);
    prepare(b, RandomGenerator::c_independent);
    std::array<std::uint32_t, 3> words;
    a.RndmArray(3, words.data());
    const std::uint64_t first = b.random64();
    EXPECT_EQ(words[0], static_cast<std::uint32_t>(first));
    EXPECT_EQ(words[1], static_cast<std::uint32_t>(first >> 32));
    EXPECT_EQ(words[2], b.random32());
    std::array<unsigned char, 11> bytes;
    a.RndmArray(11, bytes.data());
    b.random64();
    EXPECT_EQ(bytes[8], static_cast<unsigned char>(b.random64()));
    EXPECT_EQ(a.random64(), b.random64());
  }

  TEST(RandomGenerator, VectorsAreTheSameNumbersAsSingleCalls)
  {
    RandomGenerator a, b;
    prepare(a, RandomGenerator::c_independent);
    prepare(b, RandomGenerator::c_independent);
    std::vector<double> doubles(37);
    std::vector<float> floats(37);
    a.RndmArray(37, doubles.data());
    a.RndmArray(37, floats.data());
    for (double value : doubles) EXPECT_EQ(value, b.Rndm());
    for (float value : floats) EXPECT_EQ(value, static_cast<float>(b.Rndm()));
    a.RndmArray(0, doubles.data());
    a.RndmArray(-3, reinterpret_cast<unsigned char*>(doubles.data()));
    EXPECT_EQ(a.random64(), b.random64());
  }

  TEST(RandomGenerator, TheStateIsDerivedAtTheFirstDraw)
  {
    RandomGenerator generator;
    prepare(generator, RandomGenerator::c_independent);
    EXPECT_FALSE(generator.isStarted());
    generator.random64();
    EXPECT_TRUE(generator.isStarted());
  }

  TEST(RandomNumbers, EventNumbersNeedAnEvent)
  {
    DataStore::Instance().reset();
    RandomNumbers::initialize("seed");
    EXPECT_B2ERROR(RandomNumbers::initializeEvent());
  }

  TEST(RandomNumbers, BarrierMakesNumbersIndependentOfEarlierDraws)
  {
    DataStore::Instance().reset();
    StoreObjPtr<EventMetaData> event;
    event.registerInDataStore();
    event.construct(3, 2, 1);
    RandomNumbers::initialize("seed");
    RandomNumbers::initializeEvent();
    RandomNumbers::barrier();
    const double expected = gRandom->Rndm();
    RandomNumbers::initializeEvent();
    gRandom->Rndm();
    gRandom->Rndm();
    RandomNumbers::barrier();
    EXPECT_EQ(gRandom->Rndm(), expected);
    DataStore::Instance().reset();
  }

  TEST(RandomNumbers, RunNumbersDoNotDisturbThoseOfTheEvent)
  {
    DataStore::Instance().reset();
    StoreObjPtr<EventMetaData> event;
    event.registerInDataStore();
    event.construct(3, 2, 1);
    RandomNumbers::initialize("seed");
    RandomNumbers::initializeEvent();
    const double first = gRandom->Rndm();
    const double second = gRandom->Rndm();
    RandomNumbers::initializeEvent();
    EXPECT_EQ(gRandom->Rndm(), first);
    RandomNumbers::initializeBeginRun();
    const double begin = gRandom->Rndm();
    RandomNumbers::initializeEndRun();
    EXPECT_NE(gRandom->Rndm(), begin);
    RandomNumbers::useEventDependent();
    EXPECT_EQ(gRandom->Rndm(), second);
    DataStore::Instance().reset();
  }
}
