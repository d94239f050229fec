// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/RelationLink.h>

#include <framework/logging/Logger.h>

#include <TClonesArray.h>

using namespace Belle2;

namespace {
  /** Number of members, -1 for an array that is not there at all, as when only one side of a relation was read. */
  int getSize(const StoreEntry& entry)
  {
    if (!entry.isRegistered()) return -1;
    const TClonesArray* array = entry.getPtrAsArray();
    return array ? array->GetEntriesFast() : 0;
  }
}

RelationContainer& RelationLink::getOrCreateContainer()
{
  if (!relation->ptr) relation->recreate();
  return *getContainer();
}

void RelationLink::buildIndex(RelationContainer& container)
{
  index.build(container, getSize(*from), getSize(*to));
}

void RelationIndexCache::build(RelationContainer& container, int fromSize, int toSize)
{
  clear();
  for (int i = 0; i < container.getEntries(); ++i) {
    const RelationElement& element = container.getElement(i);
    const int from = element.getFromIndex();
    for (size_t slot = 0; slot < element.getSize(); ++slot) {
      const int to = element.getToIndices()[slot];
      if ((fromSize >= 0 && (from < 0 || from >= fromSize)) || (toSize >= 0 && (to < 0 || to >= toSize))) {
        B2FATAL("The relation from '" << container.getFromName() << "' to '" << container.getToName() << "' holds the pair " << from
                <<
                ", "
                << to << ", but the arrays have " << fromSize << " and " << toSize << " members.");
      }
      append(from, to, element.getWeights()[slot], i, slot);
    }
  }
  container.setModified(false);
  m_container = &container;
}

void RelationIndexCache::append(int from, int to, float weight, int element, int slot)
{
  const int item = m_items.size();
  m_items.push_back({from, to, weight, c_End, c_End, element, slot});
  auto extend = [&](std::vector<Chain>& chains, int index, int Item::* next) {
    if (index >= static_cast<int>(chains.size())) chains.resize(index + 1);
    Chain& chain = chains[index];
    if (chain.last == c_End) chain.first = item;
    else m_items[chain.last].*next = item;
    chain.last = item;
  };
  extend(m_from, from, &Item::nextFrom);
  extend(m_to, to, &Item::nextTo);
}

void RelationIndexCache::clear()
{
  m_container = nullptr;
  m_items.clear();
  m_from.clear();
  m_to.clear();
}
