// SPDX-License-Identifier: LGPL-3.0-or-later
#include "stopwatch.h"

#include <framework/core/Module.h>
#include <framework/core/RandomGenerator.h>

#include <memory>
#include <vector>

namespace Belle2 {
  /** The bare algorithm, xorshift1024*. */
  struct BareGenerator {
    std::uint64_t draw()
    {
      std::uint64_t s0 = state[index];
      index = (index + 1) & 15;
      std::uint64_t s1 = state[index];
      s1 ^= s1 << 31;
      s1 ^= s1 >> 11;
      s0 ^= s0 >> 30;
      state[index] = s0 ^ s1;
      return state[index] * UINT64_C(1181783497276652981);
    }
    double drawFloat()
    {
      std::uint64_t value = 0;
      while (value == 0) value = draw() >> 12;
      return static_cast<double>(value) * 0x1p-52;
    }
    std::uint64_t state[16] = {1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47};
    unsigned int index = 0;
  };

  /** The bare algorithm behind one virtual call. */
  struct VirtualGenerator {
    virtual ~VirtualGenerator() = default;
    virtual double draw() { return bare.drawFloat(); }
    BareGenerator bare;
  };

  /** Prints times per number and per seed, at initialize. */
  class RandomNumbersBenchModule final: public Module {
  public:
    void initialize() override
    {
      constexpr int n = 1000000;
      BareGenerator bare;
      RandomGenerator generator;
      // as long as the seed that a job has by default
      generator.setSeed(std::string(64, 'f'));
      generator.setMode(RandomGenerator::c_eventDependent);
      std::vector<double> numbers(n);
      std::vector<std::uint64_t> integers(n);
      report("BAREVECTOR", n, [&] { for (double& number : numbers) number = bare.drawFloat(); keep(numbers[0]); });
      report("VECTOR", n, [&] { generator.RndmArray(n, numbers.data()); });
      report("BAREINTEGERS", n, [&] { for (auto& number : integers) number = bare.draw(); keep(integers[0]); });
      report("INTEGERS", n, [&] { generator.RndmArray(n, integers.data()); });
      const auto virtualGenerator = std::make_unique<VirtualGenerator>();
      VirtualGenerator* volatile behind = virtualGenerator.get();
      TRandom* volatile random = &generator;
      double sum = 0;
      report("VIRTUALCALL", n, [&] { for (int i = 0; i < n; ++i) sum += behind->draw(); });
      report("CALL", n, [&] { for (int i = 0; i < n; ++i) sum += random->Rndm(); });
      report("SEED", n / 10, [&] {
        for (int i = 0; i < n / 10; ++i)
        {
          generator.initialize(0, 1, i);
          sum += generator.Rndm();
        }
      });
      keep(sum);
    }
  };
}

using namespace Belle2;

REG_MODULE(RandomNumbersBench)
