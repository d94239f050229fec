// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

namespace Belle2 {
  /** Does nothing. */
  class EmptyBenchModule final : public Module {};

  /** Prints the time of a virtual call of event() in ns, at initialize. */
  class VirtualCallBenchModule final : public Module {
  public:
    void initialize() override
    {
      constexpr int c_modules = 60;
      constexpr int c_rounds = 200000;
      std::vector<std::unique_ptr<Module>> modules;
      for (int i = 0; i < c_modules; ++i) modules.push_back(std::make_unique<EmptyBenchModule>());
      std::vector<Module*> calls;
      for (const auto& module : modules) calls.push_back(module.get());
      const auto start = std::chrono::steady_clock::now();
      for (int round = 0; round < c_rounds; ++round)
        for (Module * const volatile& module : calls) module->event();
      const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
      std::printf("VIRTUAL %.4f\n", time.count() / (c_modules * double(c_rounds)));
      std::fflush(stdout);
    }
  };
}

using namespace Belle2;

REG_MODULE(EmptyBench)
REG_MODULE(VirtualCallBench)
