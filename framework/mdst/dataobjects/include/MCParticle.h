// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/RelationsObject.h>

#include <Math/Vector3D.h>
#include <Math/Vector4D.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

class TClonesArray;

namespace Belle2 {

  /**
   * A particle of the event generator or the simulation.
   *
   * Particles of an array form trees: daughters are contiguous, indices in the tree count from 1, and 0 means none.
   */
  class MCParticle: public RelationsObject {
  public:
    /** Bits of the status. */
    enum MCParticleStatusBits : unsigned short {
      c_PrimaryParticle = 1, c_StableInGenerator = 2, c_LeftDetector = 4, c_StoppedInDetector = 8, c_IsVirtual = 16, c_Initial = 32,
      c_IsISRPhoton = 64, c_IsFSRPhoton = 128, c_IsPHOTOSPhoton = 256, c_IsRadiativePhoton = 448
    };

    /** Thrown for a daughter index before the first daughter, for a particle outside of an array, and for an unknown PDG code. */
    struct LastChildIndexOutOfRangError final: std::out_of_range { using std::out_of_range::out_of_range; };
    struct NoParticleListSetError final: std::runtime_error { using std::runtime_error::runtime_error; };
    struct ParticlePDGNotKnownError final: std::runtime_error { using std::runtime_error::runtime_error; };

    MCParticle() = default;

    int getPDG() const { return m_pdg; }
    /** Bits of the status that are in the mask. */
    unsigned int getStatus(unsigned short mask = 0xFFFF) const { return m_status & mask; }
    /** True if all bits of the mask are set. */
    bool hasStatus(unsigned short mask) const { return (m_status & mask) == mask; }
    float getMass() const { return m_mass; }
    /** In units of the elementary charge, from the PDG code; 0 with an error for an unknown code. */
    float getCharge() const;
    float getEnergy() const { return m_energy; }
    bool hasValidVertex() const { return m_validVertex; }
    float getProductionTime() const { return m_productionTime; }
    float getDecayTime() const { return m_decayTime; }
    /** Decay minus production time in the laboratory. */
    float getLifetime() const { return m_decayTime - m_productionTime; }
    /** Production vertex. */
    ROOT::Math::XYZVector getVertex() const { return getProductionVertex(); }
    ROOT::Math::XYZVector getProductionVertex() const { return {m_productionVertexX, m_productionVertexY, m_productionVertexZ}; }
    ROOT::Math::XYZVector getMomentum() const { return {m_momentumX, m_momentumY, m_momentumZ}; }
    ROOT::Math::PxPyPzEVector get4Vector() const { return {m_momentumX, m_momentumY, m_momentumZ, m_energy}; }
    ROOT::Math::XYZVector getDecayVertex() const { return {m_decayVertexX, m_decayVertexY, m_decayVertexZ}; }
    /** Why the simulation made it, as number of the Geant4 process; 0 for primary particles. */
    int getSecondaryPhysicsProcess() const { return m_secondaryPhysicsProcess; }
    /** Bits of the detectors that the particle left hits in. */
    unsigned short getSeenInDetector() const { return m_seenInDetector; }
    bool hasSeenInDetector(unsigned short detectors) const { return (m_seenInDetector & detectors) == detectors; }

    bool isPrimaryParticle() const { return hasStatus(c_PrimaryParticle); }
    bool isInitial() const { return hasStatus(c_Initial); }
    /** True if marked so, or if energy, momentum and mass do not agree. */
    bool isVirtual() const;

    /** Index in the tree from 1, or 0 outside of an array. */
    int getIndex() const;
    /** Daughters as indices from 1, 0 for none. */
    int getFirstDaughter() const { return m_firstDaughter; }
    int getLastDaughter() const { return m_lastDaughter; }
    int getNDaughters() const { return m_firstDaughter > 0 ? m_lastDaughter - m_firstDaughter + 1 : 0; }
    /** Null beyond the last one. */
    const MCParticle* getDaughter(int index) const;
    std::vector<MCParticle*> getDaughters() const;
    /** Null if there is none. */
    MCParticle* getMother() const;
    /** Descendant such as "0:1:3", each number a daughter from 0; "" is the particle itself. A warning and null for a bad index. */
    const MCParticle* getParticleFromGeneralizedIndexString(const std::string& index) const;

    /** Name of the PDG code, or the number. */
    std::string getName() const override;
    std::string getInfoHTML() const override;

    void setPDG(int pdg) { m_pdg = pdg; }
    /** Mass of the PDG code. */
    void setMassFromPDG();
    void setStatus(unsigned short status) { m_status = status; }
    void addStatus(unsigned short mask) { m_status |= mask; }
    void removeStatus(unsigned short mask) { m_status &= ~mask; }
    void setMass(float mass) { m_mass = mass; }
    void setEnergy(float energy) { m_energy = energy; }
    void setValidVertex(bool valid) { m_validVertex = valid; }
    void setProductionTime(float time) { m_productionTime = time; }
    void setDecayTime(float time) { m_decayTime = time; }
    /** Also marks the vertex as valid. */
    void setProductionVertex(const ROOT::Math::XYZVector& vertex) { setProductionVertex(vertex.X(), vertex.Y(), vertex.Z()); }
    void setProductionVertex(float x, float y, float z);
    void setMomentum(const ROOT::Math::XYZVector& momentum) { setMomentum(momentum.X(), momentum.Y(), momentum.Z()); }
    void setMomentum(float px, float py, float pz);
    void set4Vector(const ROOT::Math::PxPyPzEVector& p4);
    void setDecayVertex(const ROOT::Math::XYZVector& vertex) { setDecayVertex(vertex.X(), vertex.Y(), vertex.Z()); }
    void setDecayVertex(float x, float y, float z);
    void setSecondaryPhysicsProcess(int process) { m_secondaryPhysicsProcess = process; }
    void setSeenInDetector(unsigned short detectors) { m_seenInDetector = detectors; }
    void addSeenInDetector(unsigned short detectors) { m_seenInDetector |= detectors; }
    void removeSeenInDetector(unsigned short detectors) { m_seenInDetector &= ~detectors; }
    void setVirtual() { addStatus(c_IsVirtual); }
    void setInitial() { addStatus(c_Initial); }
    /** Place in the tree, as indices from 1; 0 for none. */
    void setMother(int mother) { m_mother = mother; }
    void setFirstDaughter(int daughter) { m_firstDaughter = daughter; }
    void setLastDaughter(int daughter) { m_lastDaughter = daughter; }

  private:
    /** Member of the same array by index from 1. */
    MCParticle* getMember(int index) const;

    int m_pdg = 0;
    unsigned short m_status = 0;
    float m_mass = 0;
    float m_energy = 0;
    float m_momentumX = 0;
    float m_momentumY = 0;
    float m_momentumZ = 0;
    bool m_validVertex = false;
    float m_productionTime = 0;
    float m_decayTime = std::numeric_limits<float>::infinity();
    float m_productionVertexX = 0;
    float m_productionVertexY = 0;
    float m_productionVertexZ = 0;
    float m_decayVertexX = 0;
    float m_decayVertexY = 0;
    float m_decayVertexZ = 0;
    int m_mother = 0;
    int m_firstDaughter = 0;
    int m_lastDaughter = 0;
    int m_secondaryPhysicsProcess = 0;
    unsigned short m_seenInDetector = 0;

    ClassDefOverride(MCParticle, 5)
  };
}
