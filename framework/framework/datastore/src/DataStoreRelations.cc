// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/DataStore.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/RelationLink.h>
#include <framework/datastore/RelationVector.h>
#include <framework/datastore/RelationsObject.h>
#include <framework/datastore/StoreAccessorBase.h>
#include <framework/logging/Logger.h>

#include <TClass.h>
#include <TClonesArray.h>

#include <algorithm>
#include <set>

using namespace Belle2;

namespace {
  const std::string c_all = "ALL";
  const std::string c_named = "Named";

  [[noreturn]] void refuse(const StoreEntry& other, const TClass& withClass)
  {
    B2FATAL("Objects of " << other.readableName() << " have the class " << other.objClass->GetName() << ", which is not a "
            << withClass.GetName() << ".");
  }

  /** What is asked for: the arrays of a name, or all. */
  struct Question {
    const TClass* withClass;
    const std::string& withName;
    const std::string& namedRelation;

    bool concerns(const RelationLink& link, const StoreEntry& other) const
    {
      if (!other.ptr || !link.relation->ptr) return false;
      if (withName == c_all) return DataStore::inherits(other.objClass, withClass);
      if (other.name != withName || link.namedRelation != namedRelation) return false;
      if (!DataStore::inherits(other.objClass, withClass)) refuse(other, *withClass);
      return true;
    }
  };

  /** Calls a function with what is related to an object on one side until it returns true. */
  template<class Function> bool visit(const Question& question, const std::vector<RelationLink*>& links,
                                      bool outgoing,
                                      int index,
                                      Function function)
  {
    for (RelationLink* link : links) {
      const StoreEntry& other = outgoing ? *link->to : *link->from;
      if (!question.concerns(*link, other)) continue;
      RelationIndexCache* cache = link->getCurrentIndex();
      const TClonesArray& array = *other.getPtrAsArray();
      for (int at = cache->getFirst(index, outgoing); at != RelationIndexCache::c_End;
           at = cache->getNext(at, outgoing)) {
        const RelationIndexCache::Item& item = cache->getItem(at);
        if (function({array.UncheckedAt(outgoing ? item.to : item.from), item.weight, link, item.element, item.slot}))
          return
            true;
      }
    }
    return false;
  }

  /** Both sides as asked for, outgoing relations first. */
  template<class Function> void visitSides(const Question& question, DataStore::ESearchSide side,
                                           const StoreEntry& entry,
                                           int index,
                                           Function function)
  {
    const bool isDone = side != DataStore::c_FromSide && visit(question, entry.outgoing, true, index, function);
    if (side != DataStore::c_ToSide && !isDone) visit(question, entry.incoming, false, index, function);
  }

  void insertSorted(std::vector<RelationLink*>& links, RelationLink* link, StoreEntry * RelationLink::* other)
  {
    auto less = [other](const RelationLink * a, const RelationLink * b) { return (a->*other)->name < (b->*other)->name; };
    links.insert(std::upper_bound(links.begin(), links.end(), link, less), link);
  }

  /** Remembers places of all members, because it is likely that others are asked for too. */
  void setPlaces(StoreEntry& entry)
  {
    const TClonesArray& array = *entry.getPtrAsArray();
    for (int i = 0; i < array.GetEntriesFast();
         ++i) static_cast<RelationsObject*>(array.UncheckedAt(i))->setPlace(&entry, i);
  }
}

std::string DataStore::relationName(const std::string& fromName, const std::string& toName,
                                    const std::string& namedRelation)
{
  auto isAllowed = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  if (!std::all_of(namedRelation.begin(), namedRelation.end(), isAllowed)) {
    B2FATAL("The relation name '" << namedRelation <<
            "' is not allowed: use letters, digits and underscores only.");
  }
  std::string name = fromName + "To" + toName;
  return namedRelation.empty() ? name : name + c_named + namedRelation;
}

bool DataStore::registerRelation(const StoreAccessorBase& from, const StoreAccessorBase& to,
                                 EDurability durability,
                                 EStoreFlags storeFlags, const std::string& namedRelation)
{
  if (!from.isArray() || !to.isArray()) {
    B2FATAL("Cannot register a relation from " << from.readableName() << " to " << to.readableName() <<
            ": both must be arrays.");
  }
  if (durability > std::min(from.getDurability(), to.getDurability())) {
    B2FATAL("Cannot register a relation from " << from.readableName() << " to " << to.readableName()
            << ": it would live longer than what it relates.");
  }
  return registerRelationByNames(relationName(from.getName(), to.getName(), namedRelation), from.getName(),
                                 from.getDurability(),
                                 to.getName(), to.getDurability(), durability, storeFlags);
}

bool DataStore::registerRelationByNames(const std::string& relation, const std::string& fromName,
                                        EDurability fromDurability,
                                        const std::string& toName, EDurability toDurability, EDurability durability,
                                        EStoreFlags storeFlags)
{
  if (!registerEntry(relation, durability, RelationContainer::Class(), false, storeFlags)) return false;
  m_dependencies.addRelation(relation, fromName, toName, DependencyMap::c_Output);
  linkRelation(getEntryOfName(fromName, fromDurability), getEntryOfName(toName, toDurability),
               getEntryOfName(relation,
                              durability));
  return true;
}

void DataStore::linkRelation(StoreEntry& from, StoreEntry& to, StoreEntry& relation)
{
  if (const RelationLink* link = relation.link) {
    if (link->from == &from && link->to == &to) return;
    B2FATAL("The relation '" << relation.name << "' is one from " << link->from->readableName() << " to " <<
            link->to->readableName()
            << ", not from " << from.readableName() << " to " << to.readableName() << ".");
  }
  const std::string plainName = from.name + "To" + to.name;
  auto link = std::make_unique<RelationLink>();
  link->from = &from;
  link->to = &to;
  link->relation = &relation;
  // a relation with a name of its own is found by that name only, so it gets one that nobody can ask for
  if (relation.name != plainName) {
    const std::string prefix = plainName + c_named;
    link->namedRelation = relation.name.compare(0, prefix.size(),
                                                prefix) == 0 ? relation.name.substr(prefix.size()) : " " + relation.name;
  }
  relation.link = link.get();
  relation.nameArrays();
  insertSorted(from.outgoing, link.get(), &RelationLink::to);
  insertSorted(to.incoming, link.get(), &RelationLink::from);
  m_links.push_back(std::move(link));
}

void DataStore::unlinkRelations(EDurability durability)
{
  auto isGone = [durability](const RelationLink * link) { return link->relation->durability == durability; };
  for (const auto& link : m_links) {
    if (!isGone(link.get())) continue;
    for (auto* links : {&link->from->outgoing, &link->to->incoming}) {
      links->erase(std::remove(links->begin(), links->end(), link.get()), links->end());
    }
    link->relation->link = nullptr;
  }
  m_links.erase(std::remove_if(m_links.begin(), m_links.end(), [&](const auto & link) { return isGone(link.get()); }),
  m_links.end());
}

bool DataStore::hasRelation(const StoreAccessorBase& from, const StoreAccessorBase& to,
                            EDurability durability,
                            const std::string& namedRelation) const
{
  const StoreEntryMap& entries = m_registered[durability];
  return entries.find(relationName(from.getName(), to.getName(), namedRelation)) != entries.end();
}

bool DataStore::requireRelation(const StoreAccessorBase& from, const StoreAccessorBase& to,
                                EDurability durability,
                                const std::string& namedRelation)
{
  const std::string name = relationName(from.getName(), to.getName(), namedRelation);
  if (!m_initializeActive) B2FATAL("requireRelationTo() for '" << name <<
                                     "' can only be called in initialize().");
  m_dependencies.addRelation(name, from.getName(), to.getName(), DependencyMap::c_Input);
  if (hasRelation(from, to, durability, namedRelation)) return true;
  B2ERROR("The required relation '" << name <<
          "' does not exist. Maybe you forgot the module that registers it?");
  return false;
}

bool DataStore::optionalRelation(const StoreAccessorBase& from, const StoreAccessorBase& to,
                                 EDurability durability,
                                 const std::string& namedRelation)
{
  m_dependencies.addRelation(relationName(from.getName(), to.getName(), namedRelation), from.getName(), to.getName(),
                             DependencyMap::c_OptionalInput);
  return hasRelation(from, to, durability, namedRelation);
}

bool DataStore::findStoreEntry(const TObject* object, StoreEntry*& entry, int& index)
{
  auto isThere = [object](const StoreEntry & candidate, int place) {
    const TClonesArray* array = candidate.getPtrAsArray();
    // places behind the last member hold no object
    return array && place >= 0 && place < array->Capacity() && array->UncheckedAt(place) == object;
  };
  if (!object) return false;
  if (entry && isThere(*entry, index)) return true;
  for (const StoreEntryMap& entries : m_registered) {
    for (const auto& named : entries) {
      StoreEntry* candidate = named.second;
      const TClonesArray* array = candidate->getPtrAsArray();
      if (!array || candidate->objClass != object->IsA()) continue;
      for (int i = 0; i < array->GetEntriesFast(); ++i) {
        if (array->UncheckedAt(i) != object) continue;
        if (dynamic_cast<const RelationsObject*>(object)) setPlaces(*candidate);
        entry = candidate;
        index = i;
        return true;
      }
    }
  }
  return false;
}

void DataStore::addRelation(const TObject* fromObject, StoreEntry*& fromEntry, int& fromIndex,
                            const TObject* toObject,
                            StoreEntry*& toEntry, int& toIndex, float weight, const std::string& namedRelation)
{
  if (!fromObject || !toObject) return;
  if (!findStoreEntry(fromObject, fromEntry, fromIndex)) {
    B2FATAL("Couldn't find from-side entry for relation between " << fromObject->ClassName() << " and " <<
            toObject->ClassName()
            << ". Only members of a StoreArray can have relations.");
  }
  if (!findStoreEntry(toObject, toEntry, toIndex)) {
    B2FATAL("Couldn't find to-side entry for relation between " << fromObject->ClassName() << " and " <<
            toObject->ClassName()
            << ". Only members of a StoreArray can have relations.");
  }
  const auto& links = fromEntry->outgoing;
  auto fits = [&](const RelationLink * link) { return link->to == toEntry && link->namedRelation == namedRelation; };
  const auto found = std::find_if(links.begin(), links.end(), fits);
  if (found == links.end()) {
    B2FATAL("No relation '" << relationName(fromEntry->name, toEntry->name, namedRelation)
            << "' found. Please register it with StoreArray::registerRelationTo() in initialize().");
  }
  RelationLink& link = **found;
  RelationContainer& container = link.getOrCreateContainer();
  const int element = container.getEntries();
  container.append(fromIndex, toIndex, weight);
  if (link.index.isCurrent(container)) link.index.append(fromIndex, toIndex, weight, element, 0);
}

void DataStore::addRelationFromTo(const TObject* fromObject, const TObject* toObject, float weight,
                                  const std::string& namedRelation)
{
  StoreEntry* fromEntry = nullptr;
  StoreEntry* toEntry = nullptr;
  int fromIndex = -1;
  int toIndex = -1;
  Instance().addRelation(fromObject, fromEntry, fromIndex, toObject, toEntry, toIndex, weight, namedRelation);
}

const std::string& DataStore::getCachedArrayName(const TClass* objClass)
{
  // mostly the same class is asked for many times
  if (m_lastArrayName.first == objClass) return *m_lastArrayName.second;
  std::string& name = m_arrayNames[objClass];
  if (name.empty()) name = defaultArrayName(objClass);
  m_lastArrayName = {objClass, &name};
  return name;
}

RelationVectorBase DataStore::getRelationsWith(ESearchSide side, const TObject* object, StoreEntry*& entry,
                                               int& index,
                                               const TClass* withClass, const std::string& withName,
                                               const std::string& namedRelation)
{
  if (!findStoreEntry(object, entry, index)) return RelationVectorBase();
  std::vector<RelationEntry> result;
  const Question question{withClass, withName.empty() ? getCachedArrayName(withClass) : withName, namedRelation};
  visitSides(question, side, *entry, index, [&result](const RelationEntry & found) {
    result.push_back(found);
    return false;
  });
  return RelationVectorBase(std::move(result));
}

RelationEntry DataStore::getRelationWith(ESearchSide side, const TObject* object, StoreEntry*& entry,
                                         int& index,
                                         const TClass* withClass, const std::string& withName, const std::string& namedRelation)
{
  // one name for what is returned, which is then written where the caller wants it
  RelationEntry result;
  if (!findStoreEntry(object, entry, index)) return result;
  const Question question{withClass, withName.empty() ? getCachedArrayName(withClass) : withName, namedRelation};
  visitSides(question, side, *entry, index, [&result](const RelationEntry & found) {
    result = found;
    return true;
  });
  return result;
}

std::vector<std::string> DataStore::getListOfRelatedArrays(const StoreAccessorBase& array) const
{
  std::set<std::string> names;
  const auto found = m_registered[array.getDurability()].find(array.getName());
  if (found != m_registered[array.getDurability()].end()) {
    for (const RelationLink* link : found->second->outgoing) names.insert(link->to->name);
    for (const RelationLink* link : found->second->incoming) names.insert(link->from->name);
  }
  return {names.begin(), names.end()};
}
