// SPDX-License-Identifier: LGPL-3.0-or-later
#include <generators/particlegun/ParticleGun.h>

#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace Belle2;

namespace {
  constexpr double c_degree = M_PI / 180;

  class ParticleGunTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      DataStore::Instance().reset();
      m_particles.registerInDataStore();
    }
    void TearDown() override { DataStore::Instance().reset(); }
    /** One event with the parameters. */
    StoreArray<MCParticle>& generate()
    {
      m_particles.clear();
      ParticleGun(m_parameters).generateEvent(m_particles);
      return m_particles;
    }
    std::string mistakes() const
    {
      try {
        ParticleGun{m_parameters};
      } catch (const std::invalid_argument& error) {
        return error.what();
      }
      return "";
    }

    StoreArray<MCParticle> m_particles;
    ParticleGun::Parameters m_parameters;
  };

  /** Smallest and largest of many numbers of a distribution, and their mean. */
  struct Sample {
    Sample(const std::string& name, const std::vector<double>& parameters, Distribution::Purpose purpose)
    {
      const Distribution distribution(name, parameters, purpose);
      const int n = 20000;
      for (int i = 0; i < n; ++i) {
        const double value = distribution.generate();
        low = std::min(low, value);
        high = std::max(high, value);
        mean += value / n;
      }
    }
    double low = INFINITY;
    double high = -INFINITY;
    double mean = 0;
  };
}

TEST_F(ParticleGunTest, FixedValuesAreMet)
{
  m_parameters.pdgCodes = {13};
  m_parameters.momentum = {"fixed", {2}};
  m_parameters.theta = {"fixed", {90}};
  m_parameters.phi = {"fixed", {180}};
  m_parameters.xVertex = {1};
  m_parameters.zVertex = {-3};
  const MCParticle& particle = *generate()[0];
  EXPECT_EQ(m_particles.getEntries(), 1);
  EXPECT_EQ(particle.getPDG(), 13);
  EXPECT_NEAR(particle.getMomentum().X(), -2, 1e-6);
  EXPECT_NEAR(particle.getMomentum().Z(), 0, 1e-6);
  EXPECT_NEAR(particle.getEnergy(), std::hypot(2, 0.10566), 1e-4);
  EXPECT_EQ(particle.getVertex().X(), 1);
  EXPECT_EQ(particle.getVertex().Z(), -3);
  EXPECT_TRUE(particle.hasStatus(MCParticle::c_PrimaryParticle | MCParticle::c_StableInGenerator));
  EXPECT_FALSE(particle.isVirtual());
}

TEST_F(ParticleGunTest, TransverseMomentaAreDividedByTheSine)
{
  m_parameters.momentum = {"uniformPt", {1, 1}};
  m_parameters.theta = {"fixed", {30}};
  EXPECT_NEAR(generate()[0]->getMomentum().R(), 2, 1e-6);
  EXPECT_NEAR(m_particles[0]->getMomentum().Rho(), 1, 1e-6);
}

TEST_F(ParticleGunTest, ZeroTracksMeansOneOfEachCode)
{
  m_parameters.pdgCodes = {11, 13, 211};
  m_parameters.nTracks = 0;
  generate();
  ASSERT_EQ(m_particles.getEntries(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(m_particles[i]->getPDG(), m_parameters.pdgCodes[i]);
}

TEST_F(ParticleGunTest, NumberOfTracksVariesIfWanted)
{
  m_parameters.nTracks = 5;
  EXPECT_EQ(generate().getEntries(), 5);
  m_parameters.varyNTracks = true;
  std::set<int> numbers;
  for (int i = 0; i < 50; ++i) numbers.insert(generate().getEntries());
  EXPECT_GT(numbers.size(), 3u);
}

TEST_F(ParticleGunTest, VerticesAreSharedUnlessIndependent)
{
  m_parameters.nTracks = 2;
  m_parameters.vertexGeneration = "normal";
  m_parameters.xVertex = m_parameters.yVertex = m_parameters.zVertex = {0, 1};
  generate();
  EXPECT_EQ(m_particles[0]->getVertex(), m_particles[1]->getVertex());
  m_parameters.independentVertices = true;
  generate();
  EXPECT_NE(m_particles[0]->getVertex(), m_particles[1]->getVertex());
}

TEST_F(ParticleGunTest, MomentumIsSharedIfWanted)
{
  m_parameters.nTracks = 2;
  m_parameters.fixedMomentumPerEvent = true;
  generate();
  EXPECT_NEAR(m_particles[0]->getMomentum().R(), m_particles[1]->getMomentum().R(), 1e-6);
}

TEST_F(ParticleGunTest, AllMistakesAreNamedAtOnce)
{
  m_parameters.pdgCodes = {123456789};
  m_parameters.nTracks = -1;
  m_parameters.momentum = {"strange", {}};
  m_parameters.theta = {"uniform", {1}};
  m_parameters.phi = {"uniformPt", {0, 1}};
  m_parameters.zVertex = {};
  const std::string text = mistakes();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5) << text;
  EXPECT_NE(text.find("thetaGeneration: the distribution 'uniform' is not possible: it needs 2 parameters, but 1 are given."),
            std::string::npos) << text;
}

TEST_F(ParticleGunTest, WrongParametersOfDistributionsAreRefused)
{
  using P = Distribution::Purpose;
  EXPECT_THROW(Distribution("uniform", {3, 1}, P::Momentum), std::invalid_argument);
  EXPECT_THROW(Distribution("uniform", {-1, 1}, P::Momentum), std::invalid_argument);
  EXPECT_THROW(Distribution("uniformLog", {0, 1}, P::Momentum), std::invalid_argument);
  EXPECT_THROW(Distribution("normal", {0, -1}, P::Vertex), std::invalid_argument);
  EXPECT_THROW(Distribution("uniformCos", {0, 1}, P::Phi), std::invalid_argument);
  EXPECT_THROW(Distribution("inverse", {1, 2}, P::Momentum), std::invalid_argument);
  EXPECT_THROW(Distribution("polyline", {1, 2, 3}, P::Vertex), std::invalid_argument);
  EXPECT_THROW(Distribution("polyline", {2, 1, 1, 1}, P::Vertex), std::invalid_argument);
  EXPECT_THROW(Distribution("discrete", {1, 2, 0, 0}, P::Vertex), std::invalid_argument);
  EXPECT_THROW(Distribution("fixed", {NAN}, P::Vertex), std::invalid_argument);
}

TEST_F(ParticleGunTest, DistributionsHaveTheirRangesAndMeans)
{
  using P = Distribution::Purpose;
  const Sample uniform("uniform", {1, 3}, P::Momentum);
  EXPECT_NEAR(uniform.mean, 2, 0.03);
  EXPECT_GE(uniform.low, 1);
  EXPECT_LE(uniform.high, 3);
  const Sample cosine("uniformCos", {0, 180}, P::Theta);
  EXPECT_NEAR(cosine.mean, 90 * c_degree, 0.03);
  const Sample half("uniformCosTheta", {0, 90}, P::Theta);
  EXPECT_NEAR(half.mean, 1, 0.03);
  EXPECT_NEAR(Sample("uniformLog", {1, M_E}, P::Momentum).mean, M_E - 1, 0.03);
  EXPECT_NEAR(Sample("normal", {5, 1}, P::Vertex).mean, 5, 0.04);
  EXPECT_NEAR(Sample("inversePt", {1, 2}, P::Momentum).mean, 2 * std::log(2), 0.03);
  EXPECT_NEAR(Sample("polyline", {0, 3, 0, 1}, P::Vertex).mean, 2, 0.04);
  EXPECT_NEAR(Sample("discrete", {1, 5, 3, 1}, P::Vertex).mean, 2, 0.06);
}
