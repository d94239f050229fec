// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <TClass.h>
#include <TClonesArray.h>

namespace Belle2 {
  /** Shows the arrays and objects of the data store. */
  class PrintCollectionsModule final : public Module {
  public:
    PrintCollectionsModule();
    void initialize() override { m_eventMetaData.isRequired(); }
    void event() override;

  private:
    void printObjects(DataStore::EDurability durability) const;
    void printArrays(DataStore::EDurability durability) const;

    StoreObjPtr<EventMetaData> m_eventMetaData;
    unsigned int m_printForEvent = 0;
  };
}

using namespace Belle2;

REG_MODULE(PrintCollections)

namespace {
  constexpr std::size_t c_nameColumn = 20;
  constexpr std::size_t c_entriesColumn = 47;
  const std::string c_doubleLine(76, '=');
  const std::string c_line(76, '-');

  /** The columns keep a space between each other where a text is too long. */
  std::string makeRow(std::string text, const std::string& name, const std::string& entries = "")
  {
    text.resize(std::max(text.size() + 1, c_nameColumn), ' ');
    text += " " + name;
    if (entries.empty()) return text;
    text.resize(std::max(text.size() + 1, c_entriesColumn), ' ');
    return text + " " + entries;
  }
}

PrintCollectionsModule::PrintCollectionsModule()
{
  setDescription("Shows the objects and arrays that exist in the data store, with the numbers of entries of the arrays.");
  addParam("printForEvent", m_printForEvent, "Number of the only event to show, as in EventMetaData; 0 shows all.",
           m_printForEvent);
}

void PrintCollectionsModule::event()
{
  const unsigned int event = m_eventMetaData->getEvent();
  if (m_printForEvent != 0 && m_printForEvent != event) return;
  B2INFO(c_doubleLine);
  B2INFO("DataStore collections in event " << event);
  B2INFO(c_doubleLine);
  B2INFO(makeRow("Type", "Name", "#Entries           <Event>"));
  printObjects(DataStore::c_Event);
  printArrays(DataStore::c_Event);
  B2INFO(c_line);
  B2INFO(makeRow("Type", "Name", "#Entries      <Persistent>"));
  printObjects(DataStore::c_Persistent);
  printArrays(DataStore::c_Persistent);
  B2INFO(c_doubleLine);
}

void PrintCollectionsModule::printObjects(DataStore::EDurability durability) const
{
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(durability))
    if (!entry->isArray && entry->ptr) B2INFO(makeRow(DataStore::defaultObjectName(entry->ptr->IsA()), name));
}

void PrintCollectionsModule::printArrays(DataStore::EDurability durability) const
{
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(durability)) {
    if (!entry->isArray) continue;
    const TClonesArray* array = entry->getPtrAsArray();
    B2INFO(makeRow(DataStore::defaultObjectName(entry->objClass) + "[]", name,
                   std::to_string(array ? array->GetEntriesFast() : 0)));
  }
}
