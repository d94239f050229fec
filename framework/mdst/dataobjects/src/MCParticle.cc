// SPDX-License-Identifier: LGPL-3.0-or-later
#include <mdst/dataobjects/MCParticle.h>

#include <framework/logging/Logger.h>

#include <TClonesArray.h>
#include <TDatabasePDG.h>

#include <sstream>

using namespace Belle2;

namespace {
  const TParticlePDG* findParticle(int pdg) { return TDatabasePDG::Instance()->GetParticle(pdg); }
}

float MCParticle::getCharge() const
{
  if (m_pdg == 0) return 0;
  const TParticlePDG* particle = findParticle(m_pdg);
  if (!particle) {
    B2ERROR("The charge of the particle with PDG code " << m_pdg << " is not known, 0 is used.");
    return 0;
  }
  // ROOT counts in thirds of the elementary charge
  return particle->Charge() / 3;
}

void MCParticle::setMassFromPDG()
{
  const TParticlePDG* particle = findParticle(m_pdg);
  if (!particle) throw ParticlePDGNotKnownError("The mass of the particle with PDG code " + std::to_string(
                                                    m_pdg) + " is not known.");
  m_mass = particle->Mass();
}

bool MCParticle::isVirtual() const
{
  if (hasStatus(c_IsVirtual)) return true;
  const double energySquared = double(m_energy) * m_energy;
  const double expected = double(m_momentumX) * m_momentumX + double(m_momentumY) * m_momentumY + double(
                            m_momentumZ) * m_momentumZ
                          + double(m_mass) * m_mass;
  return std::fabs(energySquared - expected) > 1e-6 * energySquared;
}

int MCParticle::getIndex() const
{
  return getArrayIndex() + 1;
}

MCParticle* MCParticle::getMember(int index) const
{
  const TClonesArray* array = getArrayPointer();
  if (!array) throw NoParticleListSetError("Mother and daughters are known only for a particle in an array of the data store.");
  return index > 0 && index <= array->GetEntriesFast() ? static_cast<MCParticle*>(array->UncheckedAt(index - 1)) : nullptr;
}

const MCParticle* MCParticle::getDaughter(int index) const
{
  if (index < 0) throw LastChildIndexOutOfRangError("A particle has no daughter " + std::to_string(index) + ".");
  return index < getNDaughters() ? getMember(m_firstDaughter + index) : nullptr;
}

std::vector<MCParticle*> MCParticle::getDaughters() const
{
  std::vector<MCParticle*> daughters;
  for (int i = 0; i < getNDaughters(); ++i) daughters.push_back(getMember(m_firstDaughter + i));
  return daughters;
}

MCParticle* MCParticle::getMother() const
{
  return m_mother > 0 ? getMember(m_mother) : nullptr;
}

const MCParticle* MCParticle::getParticleFromGeneralizedIndexString(const std::string& index) const
{
  const MCParticle* particle = this;
  std::istringstream stream(index);
  for (std::string part; particle && std::getline(stream, part, ':');) {
    const bool isNumber = !part.empty() && part.size() < 9 && part.find_first_not_of("0123456789") == std::string::npos;
    particle = isNumber ? particle->getDaughter(std::stoi(part)) : nullptr;
  }
  if (!particle) B2WARNING("There is no particle with the generalized index '" << index << "'.");
  return particle;
}

std::string MCParticle::getName() const
{
  const TParticlePDG* particle = findParticle(m_pdg);
  return particle ? particle->GetName() : std::to_string(m_pdg);
}

std::string MCParticle::getInfoHTML() const
{
  std::ostringstream out;
  out << "<b>PDG</b>: " << m_pdg << "<br><b>Status</b>: " << m_status << "<br><b>Momentum</b>: (" << m_momentumX << ", " <<
      m_momentumY
      << ", " << m_momentumZ << ")<br><b>Energy</b>: " << m_energy << "<br><b>Production vertex</b>: (" << m_productionVertexX <<
  ", "
      << m_productionVertexY << ", " << m_productionVertexZ << ")<br><b>Daughters</b>: " << getNDaughters();
  return out.str();
}

void MCParticle::setProductionVertex(float x, float y, float z)
{
  m_productionVertexX = x;
  m_productionVertexY = y;
  m_productionVertexZ = z;
  m_validVertex = true;
}

void MCParticle::setMomentum(float px, float py, float pz)
{
  m_momentumX = px;
  m_momentumY = py;
  m_momentumZ = pz;
}

void MCParticle::set4Vector(const ROOT::Math::PxPyPzEVector& p4)
{
  setMomentum(p4.Px(), p4.Py(), p4.Pz());
  m_energy = p4.E();
}

void MCParticle::setDecayVertex(float x, float y, float z)
{
  m_decayVertexX = x;
  m_decayVertexY = y;
  m_decayVertexZ = z;
}
