// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/datastore/DataStore.h>
#include <framework/logging/Logger.h>

namespace Belle2 {
  /** Enters a copy of the data store, or leaves it again: both ends of Path.add_independent_path(). */
  class SwitchDataStoreModule final : public Module {
  public:
    SwitchDataStoreModule();
    void initialize() override;
    void beginRun() override { event(); }
    void event() override;
    void endRun() override { event(); }
    void terminate() override;

  private:
    std::string m_from;
    std::string m_to;
    bool m_doCopy = false;
    std::vector<std::string> m_mergeBack;
  };
}

using namespace Belle2;

REG_MODULE(SwitchDataStore)

SwitchDataStoreModule::SwitchDataStoreModule()
{
  setDescription("Changes the data store id. Made by Path.add_independent_path().");
  addParam("toID", m_to, "Data store id behind this module", m_to);
  addParam("doCopy", m_doCopy, "Make the id and fill it with a copy of everything in each event", m_doCopy);
  addParam("mergeBack", m_mergeBack, "Names of the event entries that are copied to the id", m_mergeBack);
}

void SwitchDataStoreModule::initialize()
{
  auto& store = DataStore::Instance();
  m_from = store.currentID();
  // An independent path may be in another one.
  if (!m_doCopy && !store.isDefaultID()) m_to = store.getOriginID();
  if (m_from == m_to)
    B2FATAL("The module " << getName() << " cannot switch to the data store id '" << m_to << "', which is active.");
  if (m_doCopy) {
    store.createNewDataStoreID(m_to);
  } else {
    for (const auto& name : m_mergeBack)
      if (!store.getStoreEntryMap(DataStore::c_Event).count(name))
        B2ERROR("The independent path cannot give back '" << name << "', because no module registers it for the event. Look at "
                "merge_back_event of add_independent_path().");
    if (!m_mergeBack.empty()) {
      store.copyEntriesTo(m_to, m_mergeBack);
      store.copyContentsTo(m_to, m_mergeBack);
    }
  }
  store.switchID(m_to);
}

void SwitchDataStoreModule::event()
{
  auto& store = DataStore::Instance();
  if (m_doCopy) store.copyContentsTo(m_to);
  else if (!m_mergeBack.empty()) store.copyContentsTo(m_to, m_mergeBack);
  store.switchID(m_to);
}

void SwitchDataStoreModule::terminate()
{
  auto& store = DataStore::Instance();
  // terminate() goes backwards: the end of the independent path is its entrance.
  if (!m_doCopy) store.copyContentsTo(m_from);
  store.switchID(m_from);
}
