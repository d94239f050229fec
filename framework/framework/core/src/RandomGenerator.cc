// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/RandomGenerator.h>

#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>
#include <framework/utilities/Shake256.h>

#include <algorithm>
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
    hash.squeeze(m_state.data(), sizeof(m_state));
    m_index = 0;
    m_stale = false;
  }

  template<class F> void RandomGenerator::fill(Int_t n, F draw)
  {
    if (n > 0 && m_stale) setState();
    unsigned int index = m_index;
    for (Int_t i = 0; i < n; ++i) draw(i, index);
    m_index = index;
  }

  void RandomGenerator::RndmArray(Int_t n, Float_t* array)
  {
    // rounding must not make the end of the interval of what is inside
    constexpr Float_t c_largest = 1 - 0x1p-24f;
    fill(n, [&](Int_t i, unsigned int& index) { array[i] = std::min(static_cast<Float_t>(advanceToFloat(index)), c_largest); });
  }

  void RandomGenerator::RndmArray(Int_t n, Double_t* array)
  {
    fill(n, [&](Int_t i, unsigned int& index) { array[i] = advanceToFloat(index); });
  }

  void RandomGenerator::RndmArray(Int_t n, std::uint64_t* array)
  {
    fill(n, [&](Int_t i, unsigned int& index) { array[i] = advance(index); });
  }

  void RandomGenerator::RndmArray(Int_t n, std::uint32_t* array)
  {
    fill(n / 2, [&](Int_t i, unsigned int& index) {
      const std::uint64_t value = advance(index);
      std::memcpy(array + 2 * i, &value, sizeof(value));
    });
    if (n > 0 && n % 2) array[n - 1] = random32();
  }

  void RandomGenerator::RndmArray(Int_t n, unsigned char* array)
  {
    fill(n / 8, [&](Int_t i, unsigned int& index) {
      const std::uint64_t value = advance(index);
      std::memcpy(array + 8 * i, &value, sizeof(value));
    });
    if (n <= 0 || n % 8 == 0) return;
    const std::uint64_t value = random64();
    std::memcpy(array + n / 8 * 8, &value, n % 8);
  }
}
