// SPDX-License-Identifier: LGPL-3.0-or-later
#include "mdst_events.h"

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/StoreArray.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/io/EventFileCopy.h>

#include <mdst/dataobjects/MCParticle.h>

#include <TClonesArray.h>
#include <TFile.h>
#include <TTree.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

namespace Belle2 {
  namespace {
    constexpr std::array<const char*, 4> c_relations = {"BenchTracksToMCParticles", "BenchTracksToBenchLikelihoods",
      "BenchTracksToBenchClusters", "BenchClustersToMCParticles"
    };

    /** What an event holds, filled the same way for the data store and for a bare tree. */
    struct Content {
      std::array<TClonesArray*, 5> arrays;
      std::array<RelationContainer*, 4> relations;
    };

    /** Numbers that depend on the event only, cheap to make. */
    class Numbers {
    public:
      explicit Numbers(std::uint64_t event): m_state(event * 0x9e3779b97f4a7c15u + 1) {}
      double next()
      {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return static_cast<double>(m_state >> 12) * 0x1p-52;
      }
      int upTo(int n) { return static_cast<int>(next() * n); }

    private:
      std::uint64_t m_state;
    };

    /** Fills empty arrays; relations are added by a function of relation, from and to index. */
    template<class F> void fillEvent(std::uint64_t event, const std::array<TClonesArray*, 5>& arrays, F relate)
    {
      Numbers numbers(event);
      const int nTracks = 4 + numbers.upTo(14), nClusters = 8 + numbers.upTo(24), nParticles = 20 + numbers.upTo(40);
      auto& [tracks, results, clusters, likelihoods, particles] = arrays;
      for (int i = 0; i < nParticles; ++i) {
        auto* particle = new ((*particles)[i]) MCParticle();
        particle->setPDG(i % 2 ? 211 : -211);
        particle->setMomentum(numbers.next(), numbers.next(), numbers.next());
        particle->setEnergy(numbers.next() * 3);
        particle->setMother(i / 3);
      }
      for (int i = 0; i < nTracks; ++i) {
        const double value = numbers.next();
        (new ((*tracks)[i]) BenchTrack())->set(i);
        (new ((*results)[i]) BenchFitResult())->set(value, 211);
        (new ((*likelihoods)[i]) BenchLikelihood())->set(value);
      }
      for (int i = 0; i < nClusters; ++i)(new ((*clusters)[i]) BenchCluster())->set(numbers.next());
      for (int i = 0; i < nTracks; ++i) {
        relate(0, i, i);
        relate(1, i, i);
        if (i < nClusters) relate(2, i, i);
      }
      for (int i = 0; i < nClusters; ++i) relate(3, i, i % nParticles);
    }

    const std::array<const char*, 5> c_arrays = {"BenchTracks", "BenchFitResults", "BenchClusters", "BenchLikelihoods",
      "MCParticles"
    };
    const std::array<const char*, 5> c_classes = {"Belle2::BenchTrack", "Belle2::BenchFitResult", "Belle2::BenchCluster",
      "Belle2::BenchLikelihood", "Belle2::MCParticle"
    };

    /** Time in s that this process and all its threads have used. */
    double getTime()
    {
      timespec time{};
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
      return time.tv_sec + 1e-9 * time.tv_nsec;
    }

    void print(double start)
    {
      std::printf("SECONDS %.6f\n", getTime() - start);
      std::fflush(stdout);
    }
  }

  /** Makes events like those of an mDST. */
  class MdstEventsBenchModule final: public Module {
  public:
    MdstEventsBenchModule() { setPropertyFlags(c_ParallelProcessingCertified); }

    void initialize() override
    {
      m_tracks.registerInDataStore();
      m_results.registerInDataStore();
      m_clusters.registerInDataStore();
      m_likelihoods.registerInDataStore();
      m_particles.registerInDataStore();
      m_tracks.registerRelationTo(m_particles);
      m_tracks.registerRelationTo(m_likelihoods);
      m_tracks.registerRelationTo(m_clusters);
      m_clusters.registerRelationTo(m_particles);
    }

    void event() override
    {
      const std::array<TClonesArray*, 5> arrays = {
        m_tracks.getPtr(), m_results.getPtr(), m_clusters.getPtr(), m_likelihoods.getPtr(), m_particles.getPtr()
      };
      fillEvent(m_event->getEvent(), arrays, [&](int relation, int from, int to) {
        if (relation == 0) m_tracks[from]->addRelationTo(m_particles[to]);
        if (relation == 1) m_tracks[from]->addRelationTo(m_likelihoods[to]);
        if (relation == 2) m_tracks[from]->addRelationTo(m_clusters[to]);
        if (relation == 3) m_clusters[from]->addRelationTo(m_particles[to]);
      });
    }

  private:
    StoreObjPtr<EventMetaData> m_event;
    StoreArray<BenchTrack> m_tracks;
    StoreArray<BenchFitResult> m_results;
    StoreArray<BenchCluster> m_clusters;
    StoreArray<BenchLikelihood> m_likelihoods;
    StoreArray<MCParticle> m_particles;
  };

  /** Writes, or reads, the same events with a bare tree, at initialize, and prints how long that took. */
  class BareTreeBenchModule final: public Module {
  public:
    BareTreeBenchModule()
    {
      addParam("fileName", m_fileName, "Name of the file.");
      addParam("nEvents", m_nEvents, "Number of events to write; 0 means to read.");
      addParam("compression", m_compression, "Compression settings of ROOT.");
    }

    void initialize() override
    {
      for (size_t i = 0; i < m_arrays.size(); ++i) m_content.arrays[i] = m_arrays[i] = new TClonesArray(c_classes[i]);
      for (size_t i = 0; i < m_relations.size(); ++i) m_content.relations[i] = m_relations[i] = new RelationContainer;
      if (m_nEvents > 0) write();
      else read();
    }

  private:
    void write()
    {
      const double start = getTime();
      const std::unique_ptr<TFile> file(TFile::Open(m_fileName.c_str(), "RECREATE", "", m_compression));
      auto* tree = new TTree("tree", "tree");
      tree->SetAutoFlush(-10000000);
      tree->SetAutoSave(-10000000);
      auto* metaData = new EventMetaData;
      tree->Branch("EventMetaData", "Belle2::EventMetaData", &metaData, 32000, 99);
      for (size_t i = 0; i < m_arrays.size(); ++i) tree->Branch(c_arrays[i], "TClonesArray", &m_arrays[i], 32000, 99);
      for (size_t i = 0; i < m_relations.size(); ++i) {
        tree->Branch(c_relations[i], "Belle2::RelationContainer", &m_relations[i], 32000, 99);
      }
      for (int event = 1; event <= m_nEvents; ++event) {
        for (TClonesArray* array : m_content.arrays) array->Clear("C");
        for (RelationContainer* container : m_content.relations) container->Clear();
        metaData->setEvent(event);
        fillEvent(event, m_content.arrays, [&](int relation, int from, int to) {
          m_content.relations[relation]->append(from, to, 1.0f);
        });
        tree->Fill();
      }
      buildEventIndex(*tree);
      file->Write();
      file->Close();
      print(start);
    }

    void read()
    {
      const double start = getTime();
      const std::unique_ptr<TFile> file(TFile::Open(m_fileName.c_str()));
      auto* tree = file->Get<TTree>("tree");
      tree->SetCacheSize(0);
      auto* metaData = new EventMetaData;
      tree->SetBranchAddress("EventMetaData", &metaData);
      for (size_t i = 0; i < m_arrays.size(); ++i) tree->SetBranchAddress(c_arrays[i], &m_arrays[i]);
      for (size_t i = 0; i < m_relations.size(); ++i) tree->SetBranchAddress(c_relations[i], &m_relations[i]);
      for (Long64_t entry = 0; entry < tree->GetEntries(); ++entry) tree->GetEntry(entry);
      print(start);
    }

    std::string m_fileName;
    int m_nEvents = 0;
    int m_compression = 101;
    std::array<TClonesArray*, 5> m_arrays{};
    std::array<RelationContainer*, 4> m_relations{};
    Content m_content{};
  };
}

using namespace Belle2;

REG_MODULE(MdstEventsBench)
REG_MODULE(BareTreeBench)
