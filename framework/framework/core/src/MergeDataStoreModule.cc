// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/datastore/DataStore.h>
#include <framework/logging/Logger.h>

namespace Belle2 {
  /** Enters an empty data store, or leaves it and merges its content: both ends of Path.add_independent_merge_path(). */
  class MergeDataStoreModule final : public Module {
  public:
    MergeDataStoreModule();
    void initialize() override;
    void beginRun() override { DataStore::Instance().switchID(m_to); }
    void event() override;
    void endRun() override { DataStore::Instance().switchID(m_to); }
    void terminate() override { DataStore::Instance().switchID(m_from); }

  private:
    std::string m_from;
    std::string m_to;
    bool m_createNew = false;
    std::vector<std::string> m_mergeBack;
  };
}

using namespace Belle2;

REG_MODULE(MergeDataStore)

MergeDataStoreModule::MergeDataStoreModule()
{
  setDescription("Changes the data store id. Made by Path.add_independent_merge_path().");
  addParam("toID", m_to, "Data store id behind this module", m_to);
  addParam("createNew", m_createNew, "Make the id, without anything in it", m_createNew);
  addParam("mergeBack", m_mergeBack, "Names of the event entries that are merged into the id; ALL for all", m_mergeBack);
}

void MergeDataStoreModule::initialize()
{
  auto& store = DataStore::Instance();
  m_from = store.currentID();
  // An independent path may be in another one.
  if (!m_createNew && !store.isDefaultID()) m_to = store.getOriginID();
  if (m_from == m_to)
    B2FATAL("The module " << getName() << " cannot switch to the data store id '" << m_to << "', which is active.");
  if (m_createNew) {
    store.createEmptyDataStoreID(m_to);
  } else {
    const auto& registered = store.getStoreEntryMap(DataStore::c_Event);
    if (!registered.count("EventMetaData"))
      B2ERROR("The independent path has no EventMetaData: it must begin with an input or make EventMetaData itself.");
    for (const auto& name : m_mergeBack)
      if (name != "ALL" && !registered.count(name))
        B2ERROR("The independent path cannot give back '" << name << "', because no module registers it for the event. Look at "
                "merge_back_event of add_independent_merge_path().");
    store.mergeEntriesTo(m_to, m_mergeBack);
  }
  store.switchID(m_to);
}

void MergeDataStoreModule::event()
{
  if (!m_createNew) DataStore::Instance().mergeContentsTo(m_to, m_mergeBack);
  DataStore::Instance().switchID(m_to);
}
