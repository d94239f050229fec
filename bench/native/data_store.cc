// SPDX-License-Identifier: LGPL-3.0-or-later
#include "stopwatch.h"

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/datastore/StoreArray.h>
#include <framework/datastore/StoreObjPtr.h>

#include <mdst/dataobjects/MCParticle.h>

#include <TClonesArray.h>

#include <string>
#include <vector>

namespace Belle2 {
  /** Prints times per operation, in the first event. */
  class DataStoreBenchModule final: public Module {
  public:
    void initialize() override
    {
      m_small.registerInDataStore();
      m_large.registerInDataStore();
      m_others.registerInDataStore();
      m_large.registerRelationTo(m_others);
    }

    void event() override
    {
      compareArrays("SMALL", m_small, [](const ProfileInfo & info) { return info.getTimeInSec(); });
      compareArrays("LARGE", m_large, [](const MCParticle & particle) { return particle.getEnergy(); });
      measurePointer();
      measureRelations();
    }

  private:
    static constexpr int c_members = 100;
    static constexpr int c_rounds = 1000;

    template<class T, class F> void compareArrays(const std::string& name, StoreArray<T>& store, F get)
    {
      TClonesArray bare(T::Class(), c_members);
      report(("BAREAPPEND" + name).c_str(), c_members * c_rounds, [&] {
        for (int round = 0; round < c_rounds; ++round)
        {
          bare.Clear("C");
          for (int i = 0; i < c_members; ++i) keep(*new (bare[bare.GetEntriesFast()]) T());
        }
      });
      report(("APPEND" + name).c_str(), c_members * c_rounds, [&] {
        for (int round = 0; round < c_rounds; ++round)
        {
          store.getPtr()->Clear("C");
          for (int i = 0; i < c_members; ++i) keep(*store.appendNew());
        }
      });
      double sum = 0;
      report(("BAREREAD" + name).c_str(), c_members * c_rounds, [&] {
        for (int round = 0; round < c_rounds; ++round)
          for (int i = 0, n = bare.GetEntriesFast(); i < n; ++i) sum += get(*static_cast<T*>(bare[i]));
      });
      report(("INDEX" + name).c_str(), c_members * c_rounds, [&] {
        for (int round = 0; round < c_rounds; ++round)
          for (int i = 0, n = store.getEntries(); i < n; ++i) sum += get(*store[i]);
      });
      report(("ITERATE" + name).c_str(), c_members * c_rounds, [&] {
        for (int round = 0; round < c_rounds; ++round)
          for (const T& member : store) sum += get(member);
      });
      keep(sum);
    }

    void measurePointer()
    {
      constexpr int n = 1000000;
      EventMetaData* volatile pointer = &*m_event;
      unsigned int sum = 0;
      // what is added each time cannot be taken out of the loop, as the pointer and the accessor may have changed
      report("POINTER", n, [&] { for (int i = 0; i < n; ++i) { sum += pointer->getEvent(); keep(sum); } });
      report("OBJPTR", n, [&] { for (int i = 0; i < n; ++i) { sum += m_event->getEvent(); keep(m_event); keep(sum); } });
    }

    void measureRelations()
    {
      m_large.getPtr()->Clear("C");
      for (int i = 0; i < c_members; ++i) {
        m_large.appendNew();
        m_others.appendNew();
      }
      for (int i = 0; i < c_members; ++i) m_large[i]->addRelationTo(m_others[(i * 37) % c_members], i);
      double sum = 0;
      auto measure = [&](const char* name, auto look) {
        report(name, c_members * c_rounds, [&] {
          for (int round = 0; round < c_rounds; ++round)
            for (const MCParticle& particle : m_large) sum += look(particle);
        });
      };
      measure("RELATED", [](const MCParticle & particle) { return particle.getRelatedTo<MCParticle>()->getEnergy(); });
      measure("RELATEDNAME", [](const MCParticle & particle) {
        return particle.getRelatedTo<MCParticle>("MCParticles")->getEnergy();
      });
      measure("RELATIONS", [](const MCParticle & particle) {
        double weights = 0;
        const auto relations = particle.getRelationsTo<MCParticle>();
        for (size_t i = 0; i < relations.size(); ++i) weights += relations.weight(i);
        return weights;
      });
      keep(sum);
    }

    StoreArray<ProfileInfo> m_small{"Small"};
    StoreArray<MCParticle> m_large{"Large"};
    StoreArray<MCParticle> m_others;
    StoreObjPtr<EventMetaData> m_event;
  };
}

using namespace Belle2;

REG_MODULE(DataStoreBench)
