// SPDX-License-Identifier: LGPL-3.0-or-later
#include <generators/particlegun/ParticleGun.h>

#include <TDatabasePDG.h>
#include <TRandom.h>

#include <cmath>
#include <stdexcept>

using namespace Belle2;

namespace {
  /** Adds the distribution, or the reason against it to the mistakes. */
  void add(std::vector<Distribution>& distributions, const std::string& parameter, const ParticleGun::Choice& choice,
           Distribution::Purpose purpose, std::string& mistakes)
  {
    try {
      distributions.emplace_back(choice.generation, choice.parameters, purpose);
    } catch (const std::invalid_argument& error) {
      mistakes += (mistakes.empty() ? "" : "\n") + parameter + ": " + error.what();
    }
  }
}

ParticleGun::ParticleGun(const Parameters& parameters): m_parameters(parameters)
{
  std::string mistakes;
  auto complain = [&mistakes](const std::string & sentence) { mistakes += (mistakes.empty() ? "" : "\n") + sentence; };
  if (parameters.pdgCodes.empty()) complain("pdgCodes: at least one PDG code is needed.");
  for (const int code : parameters.pdgCodes) {
    if (!TDatabasePDG::Instance()->GetParticle(code)) complain("pdgCodes: there is no particle with the PDG code " + std::to_string(
          code) + ".");
  }
  if (!(parameters.nTracks >= 0) ||
      !std::isfinite(parameters.nTracks)) complain("nTracks: the number of tracks must not be negative.");
  add(m_momentum, "momentumGeneration", parameters.momentum, Distribution::Purpose::Momentum, mistakes);
  add(m_theta, "thetaGeneration", parameters.theta, Distribution::Purpose::Theta, mistakes);
  add(m_phi, "phiGeneration", parameters.phi, Distribution::Purpose::Phi, mistakes);
  add(m_vertex, "xVertexParams", {parameters.vertexGeneration, parameters.xVertex}, Distribution::Purpose::Vertex, mistakes);
  add(m_vertex, "yVertexParams", {parameters.vertexGeneration, parameters.yVertex}, Distribution::Purpose::Vertex, mistakes);
  add(m_vertex, "zVertexParams", {parameters.vertexGeneration, parameters.zVertex}, Distribution::Purpose::Vertex, mistakes);
  if (!mistakes.empty()) throw std::invalid_argument(mistakes);
}

ROOT::Math::XYZVector ParticleGun::generateVertex() const
{
  const double x = m_vertex[0].generate();
  const double y = m_vertex[1].generate();
  const double z = m_vertex[2].generate();
  return {x, y, z};
}

int ParticleGun::generateNumberOfTracks() const
{
  if (m_parameters.nTracks == 0) return m_parameters.pdgCodes.size();
  if (m_parameters.varyNTracks) return gRandom->Poisson(m_parameters.nTracks);
  const int whole = m_parameters.nTracks;
  const double rest = m_parameters.nTracks - whole;
  return whole + (rest > 0 && gRandom->Uniform() < rest);
}

int ParticleGun::chooseCode(int track) const
{
  const auto& codes = m_parameters.pdgCodes;
  if (m_parameters.nTracks == 0) return codes[track];
  return codes.size() == 1 ? codes.front() : codes[gRandom->Integer(codes.size())];
}

void ParticleGun::setMomentum(MCParticle& particle, double momentum) const
{
  const double theta = m_theta.front().generate();
  const double phi = m_phi.front().generate();
  const double p = m_momentum.front().isPt() ? momentum / std::sin(theta) : momentum;
  particle.setMomentum(p * std::sin(theta) * std::cos(phi), p * std::sin(theta) * std::sin(phi), p * std::cos(theta));
  particle.setEnergy(std::hypot(p, double(particle.getMass())));
}

void ParticleGun::generateEvent(StoreArray<MCParticle>& particles) const
{
  const int nTracks = generateNumberOfTracks();
  ROOT::Math::XYZVector vertex = generateVertex();
  double momentum = m_momentum.front().generate();
  for (int track = 0; track < nTracks; ++track) {
    if (track > 0 && m_parameters.independentVertices) vertex = generateVertex();
    if (track > 0 && !m_parameters.fixedMomentumPerEvent) momentum = m_momentum.front().generate();
    MCParticle& particle = *particles.appendNew();
    particle.setPDG(chooseCode(track));
    particle.setMassFromPDG();
    particle.setStatus(MCParticle::c_PrimaryParticle | MCParticle::c_StableInGenerator);
    particle.setProductionVertex(vertex);
    setMomentum(particle, momentum);
  }
}
