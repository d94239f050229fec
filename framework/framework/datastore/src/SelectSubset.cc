// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/SelectSubset.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/RelationLink.h>
#include <framework/logging/Logger.h>

#include <algorithm>

using namespace Belle2;

namespace {
  using NewIndices = std::vector<int>;

  /** An element of a relation container with the pairs that are left. */
  struct Element {
    int from;
    std::vector<RelationElement::index_type> to;
    std::vector<RelationElement::weight_type> weights;
  };

  /** New index of a member; without a list it keeps its index. Negative for one that is gone. */
  int translate(unsigned int index, const NewIndices* newIndices)
  {
    if (!newIndices) return index;
    return index < newIndices->size() ? (*newIndices)[index] : -1;
  }

  std::vector<Element> translate(const RelationContainer& container, const NewIndices* from, const NewIndices* to)
  {
    std::vector<Element> result;
    for (int i = 0; i < container.getEntries(); ++i) {
      const RelationElement& element = container.getElement(i);
      Element translated{translate(element.getFromIndex(), from), {}, {}};
      for (size_t slot = 0; slot < element.getSize() && translated.from >= 0; ++slot) {
        const int index = translate(element.getToIndices()[slot], to);
        if (index < 0) continue;
        translated.to.push_back(index);
        translated.weights.push_back(element.getWeights()[slot]);
      }
      if (!translated.to.empty()) result.push_back(std::move(translated));
    }
    return result;
  }

  void append(RelationContainer& container, std::vector<Element> elements)
  {
    for (Element& element : elements) container.append(element.from, std::move(element.to), std::move(element.weights));
    container.setModified(true);
  }

  /** The relation without a name of its own between two arrays, or null. */
  RelationLink* findLink(const StoreEntry& from, const StoreEntry& to)
  {
    auto fits = [&to](const RelationLink * link) { return link->to == &to && link->namedRelation.empty(); };
    const auto found = std::find_if(from.outgoing.begin(), from.outgoing.end(), fits);
    return found == from.outgoing.end() ? nullptr : *found;
  }

  bool contains(const std::vector<std::string>& names, const std::string& name)
  {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
}

void SelectSubsetBase::checkRegistered(bool wanted)
{
  if (wanted && !getSet()) B2FATAL("SelectSubset::registerSubset() must be called in initialize() before anything else.");
  if (!wanted && getSet()) B2FATAL("SelectSubset::registerSubset() was called twice, first for " << getSet()->readableName()
                                     << ". Use one SelectSubset for each subset.");
}

void SelectSubsetBase::registerArrays(DataStore::EStoreFlags storeFlags, bool inPlace)
{
  if (getSet()->getName() == getSubSet()->getName()) {
    B2FATAL("The subset of " << getSet()->readableName() << " has the same name. Leave the name out to reduce the set itself.");
  }
  m_storeFlags = storeFlags;
  m_inPlace = inPlace;
  getSubSet()->registerInDataStore(storeFlags);
  if (!inPlace) DataStore::Instance().registerRelation(*getSet(), *getSubSet(), getSubSet()->getDurability(), storeFlags);
}

void SelectSubsetBase::registerRelation(const StoreAccessorBase& from, const StoreAccessorBase& to) const
{
  // In place the relations of the set are changed themselves.
  if (m_inPlace) return;
  const bool dontWriteOut = from.notWrittenOut() || to.notWrittenOut();
  DataStore::Instance().registerRelation(from, to, std::min(from.getDurability(), to.getDurability()),
                                         dontWriteOut ? m_storeFlags | DataStore::c_DontWriteOut : m_storeFlags);
}

void SelectSubsetBase::inheritSelf()
{
  if (!m_inheritToSelf) registerRelation(*getSubSet(), *getSubSet());
  m_inheritToSelf = true;
}

bool SelectSubsetBase::inherit(const StoreAccessorBase& array, bool fromArray)
{
  checkRegistered(true);
  if (array.getName() == getSet()->getName()) {
    inheritSelf();
    return false;
  }
  std::vector<std::string>& names = fromArray ? m_inheritFrom : m_inheritTo;
  if (contains(names, array.getName()) || !DataStore::Instance().requireInput(array)) return false;
  names.push_back(array.getName());
  return true;
}

void SelectSubsetBase::inheritFrom(const StoreAccessorBase& array)
{
  if (inherit(array, true)) registerRelation(array, *getSubSet());
}

void SelectSubsetBase::inheritTo(const StoreAccessorBase& array)
{
  if (inherit(array, false)) registerRelation(*getSubSet(), array);
}

void SelectSubsetBase::inheritAllRelations()
{
  checkRegistered(true);
  const StoreEntry* set = DataStore::Instance().getEntry(*getSet());
  if (!set) return;
  auto isMeant = [this](const RelationLink * link, const StoreEntry * other) {
    return link->namedRelation.empty() && other->isRegistered() && other->name != getSubSet()->getName();
  };
  auto makeAccessor = [](const StoreEntry & entry) {
    return StoreAccessorBase(entry.name, static_cast<DataStore::EDurability>(entry.durability), entry.objClass, true);
  };
  for (const RelationLink* link : set->incoming) if (isMeant(link, link->from)) inheritFrom(makeAccessor(*link->from));
  for (const RelationLink* link : set->outgoing) if (isMeant(link, link->to)) inheritTo(makeAccessor(*link->to));
}

void SelectSubsetBase::copyRelations(const StoreEntry& set, const StoreEntry& subset, const NewIndices& newIndices) const
{
  auto copy = [](const RelationLink * source, RelationLink * target, const NewIndices * from, const NewIndices * to) {
    const RelationContainer* container = source->namedRelation.empty() ? source->getContainer() : nullptr;
    if (container && target) append(target->getOrCreateContainer(), translate(*container, from, to));
  };
  for (const RelationLink* link : set.incoming) {
    if (contains(m_inheritFrom, link->from->name)) copy(link, findLink(*link->from, subset), nullptr, &newIndices);
  }
  for (const RelationLink* link : set.outgoing) {
    if (link->to == &set && m_inheritToSelf) copy(link, findLink(subset, subset), &newIndices, &newIndices);
    if (contains(m_inheritTo, link->to->name)) copy(link, findLink(subset, *link->to), &newIndices, nullptr);
  }
}

void SelectSubsetBase::replaceSet(StoreEntry& set, const NewIndices& newIndices)
{
  DataStore::Instance().replaceData(*getSubSet(), *getSet());
  if (const TClonesArray* array = set.getPtrAsArray()) {
    for (int i = 0; i < array->GetEntriesFast(); ++i) static_cast<RelationsObject*>(array->UncheckedAt(i))->setPlace(&set, i);
  }
  auto reduce = [](RelationLink & link, const NewIndices * from, const NewIndices * to) {
    RelationContainer* container = link.getContainer();
    if (!container) return;
    std::vector<Element> elements = translate(*container, from, to);
    container->Clear();
    append(*container, std::move(elements));
  };
  for (RelationLink* link : set.outgoing) reduce(*link, &newIndices, link->to == &set ? &newIndices : nullptr);
  for (RelationLink* link : set.incoming) if (link->from != &set) reduce(*link, nullptr, &newIndices);
}

void SelectSubsetBase::finish(const NewIndices& newIndices)
{
  StoreEntry* set = DataStore::Instance().getEntry(*getSet());
  StoreEntry* subset = DataStore::Instance().getEntry(*getSubSet());
  if (!set || !subset || newIndices.empty()) return;
  if (m_inPlace) {
    // A set of which nothing is left is empty, but still exists in this event.
    if (!subset->ptr) subset->recreate();
    replaceSet(*set, newIndices);
    return;
  }
  if (RelationLink* link = findLink(*set, *subset)) {
    RelationContainer& container = link->getOrCreateContainer();
    for (size_t i = 0; i < newIndices.size(); ++i) if (newIndices[i] >= 0) container.append(i, newIndices[i], 1.0f);
    container.setModified(true);
  }
  copyRelations(*set, *subset, newIndices);
}
