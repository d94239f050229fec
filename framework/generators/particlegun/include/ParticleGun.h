// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <generators/particlegun/Distribution.h>
#include <mdst/dataobjects/MCParticle.h>

#include <framework/datastore/StoreArray.h>

#include <string>
#include <vector>

namespace Belle2 {

  /** Makes single particles with given distributions of momentum, direction and vertex. */
  class ParticleGun final {
  public:
    /** Distribution as a user gives it. */
    struct Choice {
      std::string generation;
      std::vector<double> parameters;
    };

    struct Parameters {
      std::vector<int> pdgCodes = {-11, 11};
      /** Mean or exact number of tracks in an event; 0 means one for each code. */
      double nTracks = 1;
      bool varyNTracks = false;
      Choice momentum{"uniform", {0.05, 3.0}};
      Choice theta{"uniformCos", {17, 150}};
      Choice phi{"uniform", {0, 360}};
      std::string vertexGeneration = "fixed";
      std::vector<double> xVertex = {0};
      std::vector<double> yVertex = {0};
      std::vector<double> zVertex = {0};
      bool independentVertices = false;
      bool fixedMomentumPerEvent = false;
    };

    /** std::invalid_argument with one line for each mistake. */
    explicit ParticleGun(const Parameters& parameters);

    /** Appends the particles of one event. */
    void generateEvent(StoreArray<MCParticle>& particles) const;

  private:
    ROOT::Math::XYZVector generateVertex() const;
    void setMomentum(MCParticle& particle, double momentum) const;
    int generateNumberOfTracks() const;
    int chooseCode(int track) const;

    Parameters m_parameters;
    std::vector<Distribution> m_vertex;
    /** Empty only if there was a mistake. */
    std::vector<Distribution> m_momentum;
    std::vector<Distribution> m_theta;
    std::vector<Distribution> m_phi;
  };
}
