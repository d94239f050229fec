// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TRandom.h>

#include <array>
#include <climits>
#include <cstdint>
#include <string>

namespace Belle2 {
  /**
   * xorshift1024* (S. Vigna, arXiv:1402.6246) with a state that depends only on seed, barrier and, by mode, run or event.
   * The state is derived at the first draw after initialize(), so that events without random numbers pay nothing.
   */
  class RandomGenerator : public TRandom {
  public:
    enum EMode { c_independent, c_runDependent, c_eventDependent };

    RandomGenerator();
    ~RandomGenerator() override;

    void setSeed(const unsigned char* seed, unsigned int size) { m_seed.assign(reinterpret_cast<const char*>(seed), size); }
    void setSeed(const std::string& seed) { m_seed = seed; }
    const std::string& getSeedString() const { return m_seed; }
    void setMode(EMode mode) { m_mode = mode; }
    EMode getMode() const { return static_cast<EMode>(m_mode); }
    void setBarrier(int barrier) { m_barrier = barrier; }
    int getBarrier() const { return m_barrier; }

    /** Take experiment, run and event from the data store as the mode needs them, and start the sequence. */
    void initialize();
    /** Start the sequence of the given event. */
    void initialize(int experiment, int run, unsigned int event);

    std::uint64_t random64()
    {
      if (__builtin_expect(m_stale, 0)) setState();
      return advance(m_index);
    }
    std::uint32_t random32() { return random64() >> 32; }
    /** Uniform in (0, 1), both ends excluded. */
    double random01()
    {
      if (__builtin_expect(m_stale, 0)) setState();
      return advanceToFloat(m_index);
    }

    Double_t Rndm() override { return random01(); }
    Double_t Rndm(Int_t) override { return random01(); }
    void RndmArray(Int_t n, Float_t* array) override;
    void RndmArray(Int_t n, Double_t* array) override;
    void RndmArray(Int_t n, std::uint64_t* array);
    void RndmArray(Int_t n, std::int64_t* array) { RndmArray(n, reinterpret_cast<std::uint64_t*>(array)); }
    void RndmArray(Int_t n, std::uint32_t* array);
    void RndmArray(Int_t n, std::int32_t* array) { RndmArray(n, reinterpret_cast<std::uint32_t*>(array)); }
    void RndmArray(Int_t n, unsigned char* array);

    /** The state belongs to the framework: this does nothing. */
    void SetSeed(ULong_t = 0) override {}
    void SetSeed(UInt_t) {}
    UInt_t GetSeed() const override { return 0; }
    /** True unless the sequence starts anew at the next draw. */
    bool isStarted() const { return !m_stale; }

  private:
    void setState();
    std::uint64_t advance(unsigned int& index)
    {
      std::uint64_t s0 = m_state[index];
      index = (index + 1) & 15;
      std::uint64_t s1 = m_state[index];
      s1 ^= s1 << 31;
      s1 ^= s1 >> 11;
      s0 ^= s0 >> 30;
      m_state[index] = s0 ^ s1;
      return m_state[index] * UINT64_C(1181783497276652981);
    }
    double advanceToFloat(unsigned int& index)
    {
      std::uint64_t value = 0;
      while (value == 0) value = advance(index) >> 12;
      return static_cast<double>(value) * 0x1p-52;
    }
    /** Calls a function that draws with an index in a register. */
    template<class F> void fill(Int_t n, F draw);

    std::array<std::uint64_t, 16> m_state;
    std::string m_seed;
    unsigned int m_index = 0;
    int m_mode = c_independent;
    int m_barrier = 0;
    int m_experiment = 0;
    int m_run = 0;
    unsigned int m_event = 0;
    bool m_stale = true;

    ClassDefOverride(RandomGenerator, 1)
  };
}
