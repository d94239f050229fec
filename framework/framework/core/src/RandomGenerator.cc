// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/RandomGenerator.h>

#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>
#include <framework/utilities/Shake256.h>

#include <cstring>

namespace Belle2 {
  RandomGenerator::RandomGenerator()
  {
    SetName("RandomGenerator");
    SetTitle("xorshift1024*, state by seed, run and event");
    m_state.fill(0);
  }

  RandomGenerator::~RandomGenerator() = default;

  void RandomGenerator::initialize()
  {
    if (m_mode != c_independent) {
      StoreObjPtr<EventMetaData> eventMetaData;
      if (eventMetaData) {
        initialize(eventMetaData->getExperiment(), eventMetaData->getRun(), eventMetaData->getEvent());
        return;
      }
      B2ERROR("No EventMetaData: the random numbers cannot depend on run and event");
    }
    m_stale = true;
  }

  void RandomGenerator::initialize(int experiment, int run, unsigned int event)
  {
    m_experiment = experiment;
    m_run = run;
    m_event = event;
    m_stale = true;
  }

  void RandomGenerator::setState()
  {
    Shake256 hash;
    hash.absorb(m_seed);
    hash.absorbBigEndian(m_barrier);
    if (m_mode != c_independent) {
      hash.absorbBigEndian(m_experiment);
      hash.absorbBigEndian(m_run);
    }
    if (m_mode == c_eventDependent) hash.absorbBigEndian(m_event);
    std::array<unsigned char, 128> bytes;
    hash.squeeze(bytes.data(), bytes.size());
    for (std::size_t i = 0; i < m_state.size(); ++i) {
      m_state[i] = 0;
      for (int byte = 7; byte >= 0; --byte) m_state[i] = (m_state[i] << 8) | bytes[8 * i + byte];
    }
    m_index = 0;
    m_stale = false;
  }

  std::uint64_t RandomGenerator::random64()
  {
    if (m_stale) setState();
    std::uint64_t s0 = m_state[m_index];
    m_index = (m_index + 1) & 15;
    std::uint64_t s1 = m_state[m_index];
    s1 ^= s1 << 31;
    s1 ^= s1 >> 11;
    s0 ^= s0 >> 30;
    m_state[m_index] = s0 ^ s1;
    return m_state[m_index] * UINT64_C(1181783497276652981);
  }

  double RandomGenerator::random01()
  {
    std::uint64_t value = 0;
    while (value == 0) value = random64() >> 12;
    return static_cast<double>(value) * 0x1p-52;
  }

  void RandomGenerator::RndmArray(Int_t n, Float_t* array)
  {
    for (Int_t i = 0; i < n; ++i) array[i] = static_cast<Float_t>(random01());
  }

  void RandomGenerator::RndmArray(Int_t n, Double_t* array)
  {
    for (Int_t i = 0; i < n; ++i) array[i] = random01();
  }

  void RandomGenerator::RndmArray(Int_t n, std::uint64_t* array)
  {
    for (Int_t i = 0; i < n; ++i) array[i] = random64();
  }

  void RandomGenerator::RndmArray(Int_t n, std::uint32_t* array)
  {
    for (Int_t i = 0; i + 1 < n; i += 2) {
      const std::uint64_t value = random64();
      std::memcpy(array + i, &value, sizeof(value));
    }
    if (n % 2) array[n - 1] = random32();
  }

  void RandomGenerator::RndmArray(Int_t n, unsigned char* array)
  {
    for (Int_t i = 0; i < n; i += 8) {
      const std::uint64_t value = random64();
      std::memcpy(array + i, &value, std::min(8, n - i));
    }
  }
}
