// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/datastore/DataStore.h>
#include <framework/logging/Logger.h>

#include <TClass.h>
#include <TClonesArray.h>

#include <iomanip>
#include <sstream>

using namespace Belle2;

namespace Belle2 {

  /** Shows what is in the data store. */
  class PrintCollectionsModule final: public Module {
  public:
    PrintCollectionsModule()
    {
      setDescription("Shows the arrays and objects that exist in the data store, with the numbers of entries of the arrays.");
      setPropertyFlags(c_ParallelProcessingCertified);
      addParam("printForEvent", m_printForEvent, "Number of the only event to show; 0 shows all.", 0u);
    }

    void initialize() override { m_eventCounter = 0; }

    void event() override
    {
      ++m_eventCounter;
      if (m_printForEvent != 0 && m_printForEvent != m_eventCounter) return;
      std::ostringstream text;
      text << "Collections in event " << m_eventCounter << "\n" << std::string(80,
          '=') << "\n" << std::left << std::setw(20) << "Type"
           << std::setw(47) << "Name" << "Entries\n" << std::string(80, '=');
      add(text, DataStore::c_Event);
      text << "\n" << std::string(80, '-');
      add(text, DataStore::c_Persistent);
      text << "\n" << std::string(80, '=');
      B2INFO(text.str());
    }

  private:
    static void add(std::ostream& text, DataStore::EDurability durability)
    {
      for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(durability)) {
        if (!entry->ptr) continue;
        const std::string type = DataStore::defaultObjectName(entry->objClass) + (entry->isArray ? "[]" : "");
        text << "\n" << std::setw(20) << type << " " << std::setw(46) << name;
        if (entry->isArray) text << entry->getPtrAsArray()->GetEntriesFast();
      }
    }

    unsigned int m_printForEvent;
    unsigned int m_eventCounter = 0;
  };
}

REG_MODULE(PrintCollections)
