// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/RelationsObject.h>

namespace Belle2 {
  /** Result of a fit as in an mDST: helix parameters with what their errors need, stored with fewer bits. */
  class BenchFitResult: public RelationsObject {
  public:
    void set(double value, int pdg)
    {
      m_pdg = pdg;
      m_pValue = value;
      m_hitPattern = static_cast<ULong64_t>(value * 1e15);
      for (int i = 0; i < 5; ++i) m_helix[i] = (value - 0.5) * (i + 1);
      for (int i = 0; i < 15; ++i) m_covariance[i] = (value - 0.3) * 1e-3 / (i + 1);
    }
    double getPValue() const { return m_pValue; }

  private:
    int m_pdg = 0;
    Double32_t m_pValue = 0; //[0, 1, 16]
    ULong64_t m_hitPattern = 0;
    Double32_t m_helix[5] = {}; //[0, 0, 20]
    Double32_t m_covariance[15] = {}; //[0, 0, 12]

    ClassDef(BenchFitResult, 1)
  };

  /** A track, with the places of its fit results. */
  class BenchTrack: public RelationsObject {
  public:
    void set(short result) { m_results[2] = result; }
    short getResult() const { return m_results[2]; }

  private:
    short m_results[6] = {-1, -1, -1, -1, -1, -1};
    Double32_t m_quality = 0; //[0, 1, 16]

    ClassDef(BenchTrack, 1)
  };

  /** A cluster of the calorimeter. */
  class BenchCluster: public RelationsObject {
  public:
    void set(double value)
    {
      m_status = static_cast<int>(value * 4);
      m_energy = value * 3;
      m_theta = value * 3.1;
      m_phi = (value - 0.5) * 6;
      m_r = 125 + value * 100;
      m_time = (value - 0.5) * 1000;
      for (int i = 0; i < 6; ++i) m_covariance[i] = value * 1e-2 * i;
      for (int i = 0; i < 8; ++i) m_shape[i] = value / (i + 1);
    }
    double getEnergy() const { return m_energy; }

  private:
    int m_status = 0;
    int m_connectedRegion = 1;
    Double32_t m_energy = 0; //[0, 20, 18]
    Double32_t m_theta = 0; //[0, 3.1416, 16]
    Double32_t m_phi = 0; //[-3.1416, 3.1416, 16]
    Double32_t m_r = 0; //[75, 300, 16]
    Double32_t m_time = 0; //[-2048, 2048, 18]
    Double32_t m_covariance[6] = {}; //[0, 0, 12]
    Double32_t m_shape[8] = {}; //[0, 1, 10]

    ClassDef(BenchCluster, 1)
  };

  /** Likelihoods of six particles in seven detectors. */
  class BenchLikelihood: public RelationsObject {
  public:
    void set(double value)
    {
      m_detectors = 0x7f;
      for (int i = 0; i < 42; ++i) m_logarithms[i] = -value * (i % 6 + 1);
    }
    double get(int i) const { return m_logarithms[i]; }

  private:
    unsigned short m_detectors = 0;
    float m_logarithms[42] = {};

    ClassDef(BenchLikelihood, 1)
  };
}
