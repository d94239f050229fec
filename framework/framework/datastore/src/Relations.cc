// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/RelationArray.h>
#include <framework/datastore/RelationIndex.h>
#include <framework/datastore/RelationLink.h>
#include <framework/datastore/RelationVector.h>
#include <framework/logging/Logger.h>

#include <TClass.h>

#include <cmath>
#include <map>
#include <stdexcept>

using namespace Belle2;

std::vector<float> RelationVectorBase::weights() const
{
  std::vector<float> result;
  for (const RelationEntry& entry : m_relations) result.push_back(entry.weight);
  return result;
}

void RelationVectorBase::setWeight(size_t index, float weight)
{
  RelationEntry& entry = m_relations.at(index);
  RelationContainer& container = *entry.link->getContainer();
  container.getElement(entry.element).setWeight(entry.slot, weight);
  container.setModified(true);
  entry.weight = weight;
}

void RelationVectorBase::remove(size_t index)
{
  const RelationEntry entry = m_relations.at(index);
  RelationContainer& container = *entry.link->getContainer();
  container.getElement(entry.element).remove(entry.slot);
  container.setModified(true);
  m_relations.erase(m_relations.begin() + index);
  for (RelationEntry& other : m_relations) {
    if (other.link == entry.link && other.element == entry.element && other.slot > entry.slot) --other.slot;
  }
}

void RelationVectorBase::add(const RelationVectorBase& other)
{
  // a copy, because other may be this vector
  const std::vector<RelationEntry> relations = other.m_relations;
  m_relations.insert(m_relations.end(), relations.begin(), relations.end());
}

RelationArray::RelationArray(const std::string& name, DataStore::EDurability durability):
  StoreAccessorBase(name, durability, RelationContainer::Class(), false)
{
}

RelationArray::RelationArray(const StoreAccessorBase& from, const StoreAccessorBase& to, const std::string& name,
                             DataStore::EDurability durability):
  StoreAccessorBase(name.empty() ? DataStore::relationName(from.getName(), to.getName()) : name, durability,
                    RelationContainer::Class(),
                    false),
  m_from(from.getName(), from.getDurability()), m_to(to.getName(), to.getDurability())
{
  check();
}

void RelationArray::check() const
{
  const StoreEntry* entry = getEntry();
  if (!entry || !entry->link || m_from.first.empty()) return;
  const RelationLink& link = *entry->link;
  if (link.from->name == m_from.first && link.to->name == m_to.first && link.from->durability == m_from.second
      && link.to->durability == m_to.second) return;
  B2FATAL("The relation '" << m_name << "' is one from " << link.from->readableName() << " to " << link.to->readableName()
          << ", not from array '" << m_from.first << "' to array '" << m_to.first << "'.");
}

bool RelationArray::registerInDataStore(DataStore::EStoreFlags storeFlags)
{
  if (m_from.first.empty()) return StoreAccessorBase::registerInDataStore(storeFlags);
  return DataStore::Instance().registerRelationByNames(m_name, m_from.first, m_from.second, m_to.first, m_to.second, m_durability,
                                                       storeFlags);
}

RelationContainer* RelationArray::find() const
{
  const StoreEntry* entry = getEntry();
  return entry ? static_cast<RelationContainer*>(entry->ptr) : nullptr;
}

RelationContainer& RelationArray::getOrCreate()
{
  check();
  StoreEntry& entry = getRegisteredEntry();
  if (!entry.ptr) entry.recreate();
  return static_cast<RelationContainer&>(*entry.ptr);
}

bool RelationArray::isValid() const
{
  // What was constructed without the names of its arrays, as it is read from a file, is no relation yet.
  const RelationContainer* container = find();
  return container && !container->getFromName().empty();
}

int RelationArray::getEntries() const
{
  const RelationContainer* container = find();
  return container ? container->getEntries() : 0;
}

const RelationElement& RelationArray::operator[](int index) const
{
  if (index < 0 || index >= getEntries()) {
    throw std::out_of_range("Out-of-range access in RelationArray::operator[], for " + readableName() + ", index " + std::to_string(
                              index));
  }
  return find()->getElement(index);
}

void RelationArray::add(index_type from, index_type to, weight_type weight)
{
  RelationContainer& container = getOrCreate();
  container.append(from, to, weight);
  container.setModified(true);
}

void RelationArray::add(index_type from, const std::vector<index_type>& to, const std::vector<weight_type>& weights)
{
  if (to.size() != weights.size()) throw std::invalid_argument("RelationArray::add() needs one weight for each index.");
  RelationContainer& container = getOrCreate();
  container.append(from, to, weights);
  container.setModified(true);
}

void RelationArray::replaceIndices(const Replace& replaceFrom, const Replace& replaceTo, EConsolidationAction action)
{
  RelationContainer* container = find();
  if (!container) return;
  std::map<index_type, std::map<index_type, weight_type>> merged;
  for (int i = 0; i < container->getEntries(); ++i) {
    const RelationElement& element = container->getElement(i);
    const auto [from, isOtherFrom] = replaceFrom(element.getFromIndex());
    for (size_t slot = 0; slot < element.getSize(); ++slot) {
      const auto [to, isOtherTo] = replaceTo(element.getToIndex(slot));
      weight_type weight = element.getWeight(slot);
      if (isOtherFrom || isOtherTo) {
        if (action == c_deleteElement) continue;
        if (action == c_zeroWeight) weight = 0;
        if (action == c_negativeWeight) weight = -std::abs(weight);
      }
      merged[from][to] += weight;
    }
  }
  container->Clear();
  for (const auto& [from, pairs] : merged) {
    std::vector<index_type> to;
    std::vector<weight_type> weights;
    for (const auto& [index, weight] : pairs) {
      to.push_back(index);
      weights.push_back(weight);
    }
    container->append(from, std::move(to), std::move(weights));
  }
}

void RelationArray::clear()
{
  if (RelationContainer* container = find()) container->Clear();
}

AccessorParams RelationArray::getFromAccessorParams() const
{
  const StoreEntry* entry = getEntry();
  if (!entry || !entry->link) return m_from;
  return {entry->link->from->name, static_cast<DataStore::EDurability>(entry->link->from->durability)};
}

AccessorParams RelationArray::getToAccessorParams() const
{
  const StoreEntry* entry = getEntry();
  if (!entry || !entry->link) return m_to;
  return {entry->link->to->name, static_cast<DataStore::EDurability>(entry->link->to->durability)};
}

bool RelationArray::getModified() const
{
  const RelationContainer* container = find();
  return container && container->isModified();
}

void RelationArray::setModified(bool modified)
{
  if (RelationContainer* container = find()) container->setModified(modified);
}

RelationIndexBase::RelationIndexBase(const std::string& name, DataStore::EDurability durability, const TClass* fromClass,
                                     const TClass* toClass):
  m_relation(name, durability), m_entry(&DataStore::Instance().getEntryOfName(name, durability))
{
  const RelationLink* link = m_entry->link;
  if (!link) return;
  auto fits = [](const StoreEntry & entry, const TClass * wanted) {
    return !entry.isRegistered() || entry.objClass == wanted || entry.objClass->InheritsFrom(wanted);
  };
  if (!fits(*link->from, fromClass) || !fits(*link->to, toClass)) {
    B2FATAL("The relation '" << name << "' from " << link->from->readableName() << " to " << link->to->readableName()
            << " does not relate objects of the classes " << fromClass->GetName() << " and " << toClass->GetName() << ".");
  }
  // Pairs that are out of range show at once.
  getCache();
}

size_t RelationIndexBase::size() const
{
  const RelationIndexCache* cache = getCache();
  return cache ? cache->getSize() : 0;
}

RelationIndexCache* RelationIndexBase::getCache() const
{
  RelationLink* link = m_entry->link;
  return link && link->from->ptr && link->to->ptr ? link->getCurrentIndex() : nullptr;
}

TClonesArray* RelationIndexBase::getArray(bool fromSide) const
{
  const RelationLink* link = m_entry->link;
  return link ? (fromSide ? link->from : link->to)->getPtrAsArray() : nullptr;
}

int RelationIndexBase::findIndex(const TObject* object, const TClonesArray& array)
{
  for (int i = 0; i < array.GetEntriesFast(); ++i) {
    if (array.UncheckedAt(i) == object) return i;
  }
  return -1;
}
