// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/RelationArray.h>
#include <framework/datastore/RelationLink.h>
#include <framework/datastore/StoreArray.h>

#include <vector>

namespace Belle2 {

  /** Look-up in a relation, independent of the classes. */
  class RelationIndexBase {
  public:
    /** Classes that do not fit to the arrays are fatal. */
    RelationIndexBase(const std::string& name, DataStore::EDurability durability, const TClass* fromClass,
                      const TClass* toClass);

    /** True if the relation exists in this event. */
    explicit operator bool() const { return m_relation.isValid(); }
    /** Number of related pairs. */
    size_t size() const;
    /** The two sides; empty names if the relation does not exist in this event. */
    AccessorParams getFromAccessorParams() const { return *this ? m_relation.getFromAccessorParams() : AccessorParams(); }
    AccessorParams getToAccessorParams() const { return *this ? m_relation.getToAccessorParams() : AccessorParams(); }

  protected:
    /** Null without a container or a registered relation. */
    RelationIndexCache* getCache() const;
    /** Index of an object in the array of one side, -1 if it is not there. */
    template<class T> int getIndex(const T* object, bool fromSide) const
    {
      const TClonesArray* array = getArray(fromSide);
      if (!object || !array) return -1;
      if constexpr(std::is_base_of_v<RelationsObject, T>) return object->getArrayPointer() == array ?
                                                                   object->getArrayIndex() :
                                                                   -1;
      return findIndex(object, *array);
    }
    TObject* getObject(int index, bool fromSide) const { return getArray(fromSide)->UncheckedAt(index); }

  private:
    TClonesArray* getArray(bool fromSide) const;
    static int findIndex(const TObject* object, const TClonesArray& array);

    RelationArray m_relation;
    StoreEntry* m_entry;
  };

  /** Related objects with index, found by either side in constant time. */
  template<class FROM, class TO> class RelationIndex final: public RelationIndexBase {
  public:
    struct Element {
      RelationElement::index_type indexFrom;
      RelationElement::index_type indexTo;
      const FROM* from;
      const TO* to;
      RelationElement::weight_type weight;
    };
    using range = std::vector<Element>;

    /** Relation of the default arrays. */
    explicit RelationIndex(DataStore::EDurability durability = DataStore::c_Event):
      RelationIndex(DataStore::defaultRelationName<FROM, TO>(), durability) {}
    explicit RelationIndex(const std::string& name, DataStore::EDurability durability = DataStore::c_Event):
      RelationIndexBase(name, durability, FROM::Class(), TO::Class()) {}
    explicit RelationIndex(const RelationArray& relation): RelationIndex(relation.getName(),
          relation.getDurability()) {}
    RelationIndex(const StoreArray<FROM>& from, const StoreArray<TO>& to, const std::string& name = "",
                  DataStore::EDurability durability = DataStore::c_Event):
      RelationIndex(RelationArray(from, to, name, durability)) {}

    /** All relations of an object, in the order in which they were added. */
    range getElementsFrom(const FROM* from) const { return getElements(getIndex(from, true), true); }
    range getElementsFrom(const FROM& from) const { return getElementsFrom(&from); }
    range getElementsTo(const TO* to) const { return getElements(getIndex(to, false), false); }
    range getElementsTo(const TO& to) const { return getElementsTo(&to); }

    /** The first relation of an object or null; valid until the next such call on this index. */
    const Element* getFirstElementFrom(const FROM* from) const { return getFirstElement(getIndex(from, true), true); }
    const Element* getFirstElementFrom(const FROM& from) const { return getFirstElementFrom(&from); }
    const Element* getFirstElementTo(const TO* to) const { return getFirstElement(getIndex(to, false), false); }
    const Element* getFirstElementTo(const TO& to) const { return getFirstElementTo(&to); }

    /** All relations. */
    range getElements() const
    {
      range result;
      RelationIndexCache* cache = getCache();
      for (int item = 0; cache &&
           item < cache->getSize(); ++item) result.push_back(makeElement(cache->getItem(item)));
      return result;
    }

  private:
    Element makeElement(const RelationIndexCache::Item& item) const
    {
      return {static_cast<unsigned int>(item.from), static_cast<unsigned int>(item.to),
              static_cast<const FROM*>(getObject(item.from, true)),
              static_cast<const TO*>(getObject(item.to, false)), item.weight};
    }
    range getElements(int index, bool fromSide) const
    {
      range result;
      RelationIndexCache* cache = getCache();
      if (!cache) return result;
      for (int item = cache->getFirst(index, fromSide); item != RelationIndexCache::c_End;
           item = cache->getNext(item, fromSide))
        result.push_back(makeElement(cache->getItem(item)));
      return result;
    }
    const Element* getFirstElement(int index, bool fromSide) const
    {
      RelationIndexCache* cache = getCache();
      const int item = cache ? cache->getFirst(index, fromSide) : RelationIndexCache::c_End;
      if (item == RelationIndexCache::c_End) return nullptr;
      m_first = makeElement(cache->getItem(item));
      return &m_first;
    }

    mutable Element m_first{};
  };
}
