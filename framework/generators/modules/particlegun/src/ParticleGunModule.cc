// SPDX-License-Identifier: LGPL-3.0-or-later
#include <generators/particlegun/ParticleGun.h>

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <memory>
#include <stdexcept>

namespace Belle2 {

  /** Fills MCParticles with particles of the particle gun. */
  class ParticleGunModule final: public Module {
  public:
    ParticleGunModule()
    {
      setDescription("Generates particles with given distributions of momentum [GeV/c], direction [degrees] and vertex [cm]. "
                     "Distributions are fixed, uniform, uniformLog, normal, polyline and discrete, for momenta with the ending Pt "
                     "and inversePt, for theta with the ending Cos.");
      setPropertyFlags(c_ParallelProcessingCertified);
      addParam("pdgCodes", m_parameters.pdgCodes, "PDG codes, one of which is chosen for each track.",
               m_parameters.pdgCodes);
      addParam("nTracks", m_parameters.nTracks, "Number of tracks in an event; 0 for one track of each code.",
               m_parameters.nTracks);
      addParam("varyNTracks", m_parameters.varyNTracks,
               "Vary the number of tracks as a Poisson distribution with mean nTracks.",
               false);
      addChoice("momentum", m_parameters.momentum);
      addChoice("theta", m_parameters.theta);
      addChoice("phi", m_parameters.phi);
      addParam("vertexGeneration", m_parameters.vertexGeneration, "Distribution of the vertex.",
               m_parameters.vertexGeneration);
      addParam("xVertexParams", m_parameters.xVertex, "Parameters of the vertex in x.", m_parameters.xVertex);
      addParam("yVertexParams", m_parameters.yVertex, "Parameters of the vertex in y.", m_parameters.yVertex);
      addParam("zVertexParams", m_parameters.zVertex, "Parameters of the vertex in z.", m_parameters.zVertex);
      addParam("independentVertices", m_parameters.independentVertices,
               "A vertex for each track in place of one for the event.",
               false);
      addParam("fixedMomentumPerEvent", m_parameters.fixedMomentumPerEvent,
               "One momentum for all tracks of an event.",
               false);
    }

    void initialize() override
    {
      m_particles.registerInDataStore();
      m_eventMetaData.isRequired();
      try {
        m_gun = std::make_unique<ParticleGun>(m_parameters);
      } catch (const std::invalid_argument& mistakes) {
        B2ERROR("The parameters of ParticleGun are not in order:\n" << mistakes.what());
      }
    }

    void event() override { m_gun->generateEvent(m_particles); }

  private:
    void addChoice(const std::string& name, ParticleGun::Choice& choice)
    {
      addParam(name + "Generation", choice.generation, "Distribution of " + name + ".", choice.generation);
      addParam(name + "Params", choice.parameters, "Parameters of the distribution of " + name + ".",
               choice.parameters);
    }

    ParticleGun::Parameters m_parameters;
    std::unique_ptr<ParticleGun> m_gun;
    StoreArray<MCParticle> m_particles;
    StoreObjPtr<EventMetaData> m_eventMetaData;
  };
}

using namespace Belle2;

REG_MODULE(ParticleGun)
