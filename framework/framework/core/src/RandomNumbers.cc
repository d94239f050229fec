// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/RandomNumbers.h>

#include <framework/logging/Logger.h>

#include <cstdio>
#include <random>

namespace {
  void setBarrierAndInitialize(Belle2::RandomGenerator& generator, int barrier)
  {
    generator.setMode(Belle2::RandomGenerator::c_runDependent);
    generator.setBarrier(barrier);
    generator.initialize();
    gRandom = &generator;
  }
}

namespace Belle2 {
  RandomGenerator& RandomNumbers::getEventRandomGenerator()
  {
    // Never destroyed: gRandom points to it until the very end.
    static auto* generator = new RandomGenerator;
    return *generator;
  }

  RandomGenerator& RandomNumbers::getRunRandomGenerator()
  {
    static auto* generator = new RandomGenerator;
    return *generator;
  }

  void RandomNumbers::initialize()
  {
    std::random_device entropy;
    std::string seed;
    for (int word = 0; word < 8; ++word) {
      char text[9];
      std::snprintf(text, sizeof(text), "%08x", static_cast<unsigned int>(entropy()));
      seed += text;
    }
    initialize(seed);
  }

  void RandomNumbers::initialize(const std::string& seed)
  {
    auto& generator = getEventRandomGenerator();
    generator.setSeed(seed);
    generator.setMode(RandomGenerator::c_independent);
    generator.setBarrier(0);
    generator.initialize();
    getRunRandomGenerator().setSeed(seed);
    gRandom = &generator;
  }

  bool RandomNumbers::isInitialized()
  {
    return !getEventRandomGenerator().getSeedString().empty();
  }

  std::string RandomNumbers::getSeed()
  {
    return getEventRandomGenerator().getSeedString();
  }

  void RandomNumbers::initializeBeginRun()
  {
    setBarrierAndInitialize(getRunRandomGenerator(), getEventRandomGenerator().getBarrier());
  }

  void RandomNumbers::initializeEndRun()
  {
    const unsigned int offset = getEventRandomGenerator().getBarrier();
    setBarrierAndInitialize(getRunRandomGenerator(), static_cast<int>(static_cast<unsigned int>(INT_MIN) + offset));
  }

  void RandomNumbers::initializeEvent()
  {
    auto& generator = getEventRandomGenerator();
    generator.setMode(RandomGenerator::c_eventDependent);
    generator.setBarrier(0);
    generator.initialize();
    gRandom = &generator;
  }

  void RandomNumbers::initializeEvent(int experiment, int run, unsigned int event)
  {
    auto& generator = getEventRandomGenerator();
    generator.setMode(RandomGenerator::c_eventDependent);
    generator.setBarrier(0);
    generator.initialize(experiment, run, event);
    gRandom = &generator;
  }

  void RandomNumbers::barrier()
  {
    auto* generator = dynamic_cast<RandomGenerator*>(gRandom);
    if (!generator) {
      B2ERROR("Another random generator was installed as gRandom: random barriers have no effect");
      return;
    }
    generator->setBarrier(generator->getBarrier() + 1);
    generator->initialize();
  }

  void RandomNumbers::useEventDependent()
  {
    gRandom = &getEventRandomGenerator();
  }
}
