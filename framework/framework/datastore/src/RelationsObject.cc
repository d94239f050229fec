// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/RelationsObject.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/RelationLink.h>

#include <TClonesArray.h>

#include <string_view>
#include <utility>

using namespace Belle2;

namespace {
  struct Related {
    TObject* other;
    bool outgoing;
    float weight;
    std::string namedRelation;
  };

  /** All relations of one object on one side. */
  void collect(const std::vector<RelationLink*>& links, bool outgoing, int index, std::vector<Related>& copies)
  {
    for (RelationLink* link : links) {
      const TClonesArray* array = (outgoing ? link->to : link->from)->getPtrAsArray();
      RelationIndexCache* cache = array ? link->getCurrentIndex() : nullptr;
      if (!cache) continue;
      for (int at = cache->getFirst(index, outgoing); at != RelationIndexCache::c_End;
           at = cache->getNext(at, outgoing)) {
        const RelationIndexCache::Item& item = cache->getItem(at);
        copies.push_back({array->UncheckedAt(outgoing ? item.to : item.from), outgoing, item.weight, link->namedRelation});
      }
    }
  }
}

template<> void RelationsInterface<TObject>::addRelation(const TObject* object, float weight,
                                                         const std::string& namedRelation) const
{
  StoreEntry* entry = nullptr;
  int index = -1;
  if (const auto* other = dynamic_cast<const RelationsObject*>(object)) {
    DataStore::Instance().addRelation(this, m_cacheDataStoreEntry, m_cacheArrayIndex, object,
                                      other->m_cacheDataStoreEntry,
                                      other->m_cacheArrayIndex, weight, namedRelation);
  } else {
    DataStore::Instance().addRelation(this, m_cacheDataStoreEntry, m_cacheArrayIndex, object, entry, index,
                                      weight,
                                      namedRelation);
  }
}

template<> void RelationsInterface<TObject>::copyRelations(const RelationsInterface<TObject>* source)
{
  if (!source || !source->findPlace()) return;
  std::vector<Related> copies;
  collect(source->m_cacheDataStoreEntry->outgoing, true, source->m_cacheArrayIndex, copies);
  collect(source->m_cacheDataStoreEntry->incoming, false, source->m_cacheArrayIndex, copies);
  for (const Related& copy : copies) {
    if (copy.outgoing) {
      addRelation(copy.other, copy.weight, copy.namedRelation);
    } else {
      DataStore::addRelationFromTo(copy.other, this, copy.weight, copy.namedRelation);
    }
  }
}

template<> std::string RelationsInterface<TObject>::getInfo() const
{
  const std::string html = getInfoHTML();
  std::string text;
  for (size_t at = 0; at < html.size();) {
    const std::string_view rest = std::string_view(html).substr(at);
    size_t length = 1;
    std::string replacement(1, html[at]);
    if (rest[0] == '<') {
      length = rest.find('>') == std::string_view::npos ? rest.size() : rest.find('>') + 1;
      const std::string_view tag = rest.substr(0, 4);
      replacement = rest.substr(0, 3) == "<br" || tag == "</tr" || tag == "</p>" ? "\n" : "";
    }
    using Entity = std::pair<std::string_view, char>;
    for (const auto& [entity, character] : {Entity{"&lt;", '<'}, {"&gt;", '>'}, {"&nbsp;", ' '}, {"&amp;", '&'}}) {
      if (rest.substr(0, entity.size()) != entity) continue;
      length = entity.size();
      replacement = character;
    }
    text += replacement;
    at += length;
  }
  return text;
}
