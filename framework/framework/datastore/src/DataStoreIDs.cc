// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/DataStore.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/RelationLink.h>
#include <framework/datastore/StoreAccessorBase.h>
#include <framework/logging/Logger.h>

#include <TBufferFile.h>
#include <TClass.h>
#include <TClonesArray.h>

#include <algorithm>
#include <stdexcept>

using namespace Belle2;

namespace {
  const std::string c_all = "ALL";

  /** Makes another data store id active for a while. */
  class ActiveID final {
  public:
    explicit ActiveID(const std::string& id): m_before(DataStore::Instance().currentID()) { DataStore::Instance().switchID(id); }
    ~ActiveID() { DataStore::Instance().switchID(m_before); }
    ActiveID(const ActiveID&) = delete;
    ActiveID& operator=(const ActiveID&) = delete;

  private:
    const std::string m_before;
  };

  /** What one entry holds, on the way to another data store id. */
  struct Passenger {
    StoreEntry* entry;
    bool exists;
  };

  /** Copies of the contents of entries, one behind the other. */
  class Transport final {
  public:
    explicit Transport(const std::vector<StoreEntry*>& entries): m_buffer(TBuffer::kWrite)
    {
      for (StoreEntry* entry : entries) {
        m_passengers.push_back({entry, entry->ptr != nullptr});
        if (entry->ptr) entry->ptr->Streamer(m_buffer);
      }
      m_buffer.SetReadMode();
      m_buffer.SetBufferOffset(0);
    }

    const std::vector<Passenger>& getPassengers() const { return m_passengers; }

    /** Read the next object into one that was just constructed. */
    void readInto(TObject& object)
    {
      object.Streamer(m_buffer);
      if (auto* relations = dynamic_cast<RelationContainer*>(&object)) relations->setModified(true);
    }

  private:
    TBufferFile m_buffer;
    std::vector<Passenger> m_passengers;
  };

  std::string nameOfSecond(const std::string& name)
  {
    return name + "_indepPath";
  }

  int getSize(const StoreEntry& entry)
  {
    const TClonesArray* array = entry.getPtrAsArray();
    return array ? array->GetEntriesFast() : 0;
  }

  void appendRelations(RelationContainer& target, const RelationContainer& source, unsigned int fromShift, unsigned int toShift)
  {
    for (int i = 0; i < source.getEntries(); ++i) {
      const RelationElement& element = source.getElement(i);
      auto to = element.getToIndices();
      for (auto& index : to) index += toShift;
      target.append(element.getFromIndex() + fromShift, std::move(to), element.getWeights());
    }
    target.setModified(true);
  }
}

DataStore::Parked::~Parked()
{
  for (auto& [entry, content] : contents) delete content.object;
}

void DataStore::parkContents(Parked& parked)
{
  parked.contents.clear();
  auto park = [&parked](StoreEntry & entry) {
    parked.contents.emplace_back(&entry, std::move(static_cast<StoreContent&>(entry)));
    static_cast<StoreContent&>(entry) = StoreContent();
  };
  // A relation may be known without its arrays, as when only it was read: these entries hold the links.
  for (const auto& link : m_links)
    for (StoreEntry* side : {link->from, link->to})
      if (!side->isRegistered() && !(side->outgoing.empty() && side->incoming.empty())) park(*side);
  for (const StoreEntryMap& entries : m_registered)
    for (const auto& [name, entry] : entries)
      if (!entry->isShared) park(*entry);
  parked.registered.swap(m_registered);
  parked.links.swap(m_links);
}

void DataStore::switchID(const std::string& id)
{
  if (id == m_currentID) return;
  if (!m_parked.count(id)) throw std::out_of_range("There is no data store id '" + id + "'.");
  parkContents(m_parked[m_currentID]);
  auto target = m_parked.find(id);
  for (auto& [entry, content] : target->second.contents) static_cast<StoreContent&>(*entry) = std::move(content);
  target->second.contents.clear();
  m_registered.swap(target->second.registered);
  m_links.swap(target->second.links);
  m_currentID = id;
  m_parked.erase(target);
}

void DataStore::createID(const std::string& id)
{
  if (id == m_currentID || m_parked.count(id)) throw std::invalid_argument("The data store id '" + id + "' exists already.");
  m_origins[id] = m_currentID;
  Parked& parked = m_parked[id];
  for (int durability = 0; durability < c_NDurabilityTypes; ++durability)
    for (const auto& [name, entry] : m_registered[durability])
      if (entry->isShared) parked.registered[durability][name] = entry;
}

std::string DataStore::getOriginID() const
{
  const auto found = m_origins.find(m_currentID);
  return found == m_origins.end() ? "" : found->second;
}

void DataStore::createEmptyDataStoreID(const std::string& id)
{
  createID(id);
}

void DataStore::createNewDataStoreID(const std::string& id)
{
  createID(id);
  copyEntriesTo(id);
  copyContentsTo(id);
}

std::vector<StoreEntry*> DataStore::findEntries(const std::vector<std::string>& entryNames, bool onlyEvent) const
{
  const auto isWanted = [&entryNames](const std::string & name) {
    return entryNames.empty() || std::find(entryNames.begin(), entryNames.end(), name) != entryNames.end();
  };
  std::vector<StoreEntry*> found;
  for (int durability = 0; durability < (onlyEvent ? 1 : c_NDurabilityTypes); ++durability)
    for (const auto& [name, entry] : m_registered[durability])
      if (!entry->isShared && isWanted(name)) found.push_back(entry);
  return found;
}

void DataStore::registerLike(const StoreEntry& original, const StoreContent& content, const std::string& name)
{
  const auto durability = static_cast<EDurability>(original.durability);
  const EStoreFlags flags = content.dontWriteOut ? c_DontWriteOut : c_WriteOut;
  if (const RelationLink* link = content.link) {
    registerRelationByNames(name, link->from->name, static_cast<EDurability>(link->from->durability), link->to->name,
                            static_cast<EDurability>(link->to->durability), durability, flags);
  } else {
    registerEntry(name, durability, content.objClass, content.isArray, flags);
  }
}

void DataStore::copyEntriesTo(const std::string& id, const std::vector<std::string>& entryNames) const
{
  const auto entries = findEntries(entryNames, !entryNames.empty());
  std::vector<StoreContent> contents;
  for (const StoreEntry* entry : entries) {
    contents.push_back(*entry);
    if (entry->objClass->GetClassVersion() == 0)
      B2WARNING("The content of " << entry->readableName() << " is not copied to an independent path, because its class "
                << entry->objClass->GetName() << " cannot be stored (version 0 in ClassDef).");
  }
  DataStore& store = Instance();
  const bool wasActive = std::exchange(store.m_initializeActive, true);
  {
    ActiveID other(id);
    for (std::size_t i = 0; i < entries.size(); ++i) store.registerLike(*entries[i], contents[i], entries[i]->name);
  }
  store.m_initializeActive = wasActive;
}

void DataStore::copyContentsTo(const std::string& id, const std::vector<std::string>& entryNames)
{
  auto entries = findEntries(entryNames, !entryNames.empty());
  if (const auto parked = m_parked.find(id); entryNames.empty() && parked != m_parked.end()) {
    // "All" is what both ids know: more may have been registered here since the other one was made.
    const auto& known = parked->second.registered;
    const auto isUnknown = [&known](const StoreEntry * entry) { return !known[entry->durability].count(entry->name); };
    entries.erase(std::remove_if(entries.begin(), entries.end(), isUnknown), entries.end());
  }
  Transport transport(entries);
  ActiveID other(id);
  for (const auto& [entry, exists] : transport.getPassengers()) {
    if (!entry->isRegistered()) {
      // What modules behind an independent path have registered is of no use in it.
      if (entryNames.empty()) continue;
      throw std::out_of_range("The " + entry->readableName() + " is not registered in the data store id '" + id + "'.");
    }
    if (exists) entry->recreate();
    else entry->invalidate();
  }
  // To recreate an array empties its relations: all of that comes before anything is read.
  for (const auto& [entry, exists] : transport.getPassengers())
    if (exists && entry->isRegistered()) transport.readInto(*entry->ptr);
}

void DataStore::mergeEntriesTo(const std::string& id, const std::vector<std::string>& entryNames)
{
  const bool all = std::find(entryNames.begin(), entryNames.end(), c_all) != entryNames.end();
  const auto entries = findEntries(all ? std::vector<std::string>() : entryNames, true);
  std::vector<StoreContent> contents;
  for (const StoreEntry* entry : entries) {
    const RelationLink* link = entry->link;
    for (const StoreEntry* side : {link ? link->from : nullptr, link ? link->to : nullptr})
      if (side && std::find(entries.begin(), entries.end(), side) == entries.end())
        B2ERROR("The relation '" << entry->name << "' cannot be merged without the array '" << side->name <<
                "': name both arrays, too, or 'ALL'.");
    contents.push_back(*entry);
  }
  ActiveID other(id);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool isObject = !contents[i].isArray && !contents[i].link;
    const std::string& name = entries[i]->name;
    registerLike(*entries[i], contents[i], isObject && entries[i]->isRegistered() ? nameOfSecond(name) : name);
  }
}

void DataStore::mergeContentsTo(const std::string& id, const std::vector<std::string>& entryNames)
{
  const bool all = std::find(entryNames.begin(), entryNames.end(), c_all) != entryNames.end();
  Transport transport(findEntries(all ? std::vector<std::string>() : entryNames, true));
  ActiveID other(id);
  std::map<const StoreEntry*, int> sizes;
  for (const auto& [entry, exists] : transport.getPassengers()) {
    // As above: this must not empty what was just merged.
    if (exists && entry->isArray && !entry->ptr) entry->recreate();
    sizes[entry] = getSize(*entry);
  }
  for (const auto& [entry, exists] : transport.getPassengers()) {
    if (!exists) continue;
    if (entry->isArray) {
      TClonesArray more(entry->objClass);
      transport.readInto(more);
      entry->getPtrAsArray()->AbsorbObjects(&more);
    } else if (entry->link) {
      RelationContainer more;
      transport.readInto(more);
      appendRelations(entry->link->getOrCreateContainer(), more, sizes[entry->link->from], sizes[entry->link->to]);
    } else {
      const auto second = m_registered[c_Event].find(nameOfSecond(entry->name));
      StoreEntry& target = second != m_registered[c_Event].end() ? *second->second : *entry;
      target.recreate();
      transport.readInto(*target.ptr);
    }
  }
}
