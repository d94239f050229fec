// SPDX-License-Identifier: LGPL-3.0-or-later
#include <mdst/dataobjects/MCParticle.h>

#include <framework/datastore/StoreArray.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace Belle2;

namespace {
  class MCParticleTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      DataStore::Instance().reset();
      m_particles.registerInDataStore();
      // 0 -> 1 and 2, 2 -> 3
      for (int i = 0; i < 4; ++i) m_particles.appendNew()->setPDG(i == 0 ? 553 : 211);
      link(0, 1, 2);
      link(2, 3, 3);
    }
    void TearDown() override { DataStore::Instance().reset(); }

    void link(int mother, int first, int last)
    {
      m_particles[mother]->setFirstDaughter(first + 1);
      m_particles[mother]->setLastDaughter(last + 1);
      for (int i = first; i <= last; ++i) m_particles[i]->setMother(mother + 1);
    }

    StoreArray<MCParticle> m_particles;
  };
}

TEST_F(MCParticleTest, FamiliesAreFoundByIndicesFromOne)
{
  EXPECT_EQ(m_particles[0]->getIndex(), 1);
  EXPECT_EQ(m_particles[0]->getArrayIndex(), 0);
  EXPECT_EQ(m_particles[0]->getMother(), nullptr);
  EXPECT_EQ(m_particles[3]->getMother(), m_particles[2]);
  EXPECT_EQ(m_particles[0]->getDaughters(), (std::vector<MCParticle*> {m_particles[1], m_particles[2]}));
  EXPECT_EQ(m_particles[0]->getNDaughters(), 2);
  EXPECT_EQ(m_particles[1]->getNDaughters(), 0);
  EXPECT_EQ(m_particles[0]->getDaughter(1), m_particles[2]);
  EXPECT_EQ(m_particles[0]->getDaughter(2), nullptr);
  EXPECT_THROW(m_particles[0]->getDaughter(-1), MCParticle::LastChildIndexOutOfRangError);
}

TEST_F(MCParticleTest, GeneralizedIndicesFollowTheTree)
{
  EXPECT_EQ(m_particles[0]->getParticleFromGeneralizedIndexString("1:0"), m_particles[3]);
  EXPECT_EQ(m_particles[0]->getParticleFromGeneralizedIndexString(""), m_particles[0]);
  EXPECT_B2WARNING(EXPECT_EQ(m_particles[0]->getParticleFromGeneralizedIndexString("1:7"), nullptr));
  EXPECT_B2WARNING(EXPECT_EQ(m_particles[0]->getParticleFromGeneralizedIndexString("x"), nullptr));
}

TEST_F(MCParticleTest, ParticlesOutsideOfArraysHaveNoFamily)
{
  MCParticle copy = *m_particles[2];
  EXPECT_EQ(copy.getIndex(), 0);
  EXPECT_THROW(copy.getMother(), MCParticle::NoParticleListSetError);
  EXPECT_EQ(MCParticle().getMother(), nullptr);
}

TEST_F(MCParticleTest, PdgCodesGiveMassChargeAndName)
{
  MCParticle particle;
  EXPECT_EQ(particle.getCharge(), 0);
  particle.setPDG(-211);
  particle.setMassFromPDG();
  EXPECT_NEAR(particle.getMass(), 0.13957, 1e-5);
  EXPECT_EQ(particle.getCharge(), -1);
  EXPECT_EQ(particle.getName(), "pi-");
  particle.setPDG(123456789);
  EXPECT_B2ERROR(EXPECT_EQ(particle.getCharge(), 0));
  EXPECT_EQ(particle.getName(), "123456789");
  EXPECT_THROW(particle.setMassFromPDG(), MCParticle::ParticlePDGNotKnownError);
}

TEST_F(MCParticleTest, StatusBitsAreMasked)
{
  MCParticle particle;
  particle.setStatus(MCParticle::c_PrimaryParticle | MCParticle::c_IsFSRPhoton);
  EXPECT_TRUE(particle.isPrimaryParticle());
  EXPECT_FALSE(particle.hasStatus(MCParticle::c_PrimaryParticle | MCParticle::c_Initial));
  EXPECT_EQ(particle.getStatus(MCParticle::c_IsRadiativePhoton), static_cast<unsigned int>(MCParticle::c_IsFSRPhoton));
  particle.removeStatus(MCParticle::c_PrimaryParticle);
  particle.setInitial();
  EXPECT_FALSE(particle.isPrimaryParticle());
  EXPECT_TRUE(particle.isInitial());
  particle.addSeenInDetector(3);
  particle.removeSeenInDetector(1);
  EXPECT_TRUE(particle.hasSeenInDetector(2));
  EXPECT_FALSE(particle.hasSeenInDetector(3));
}

TEST_F(MCParticleTest, VirtualMeansOffTheMassShell)
{
  MCParticle particle;
  particle.setMass(1);
  particle.set4Vector({1, 2, 2, std::sqrt(10.)});
  EXPECT_FALSE(particle.isVirtual());
  particle.setEnergy(3);
  EXPECT_TRUE(particle.isVirtual());
}

TEST_F(MCParticleTest, LifetimeIsTheDifferenceOfTimes)
{
  MCParticle particle;
  EXPECT_TRUE(std::isinf(particle.getLifetime()));
  particle.setProductionTime(2);
  particle.setDecayTime(5);
  EXPECT_EQ(particle.getLifetime(), 3);
  EXPECT_FALSE(particle.hasValidVertex());
  particle.setProductionVertex(1, 2, 3);
  EXPECT_TRUE(particle.hasValidVertex());
  EXPECT_EQ(particle.getVertex().Z(), 3);
}
