// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/DataStore.h>
#include <framework/datastore/RelationVector.h>

#include <TObject.h>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace Belle2 {

  /** Adds to a ROOT class what it takes to have relations to members of arrays. */
  template<class BASE> class RelationsInterface: public BASE {
  public:
    RelationsInterface() = default;
    /** A copy is not where the original is. */
    RelationsInterface(const RelationsInterface& other): BASE(other) {}
    /** The place in the data store stays. */
    RelationsInterface& operator=(const RelationsInterface& other)
    {
      if (this != &other) BASE::operator=(other);
      return *this;
    }

    /** Null means no relation. */
    template < class T, class = std::enable_if_t < !std::is_same_v<std::remove_const_t<T>, TObject >>>
    void addRelationTo(const T* object, float weight = 1.0, const std::string& namedRelation = "") const {
      if (object) addRelation(object, weight, namedRelation);
    }
    void addRelationTo(const TObject* object, float weight = 1.0, const std::string& namedRelation = "") const
    {
      if (object) addRelation(object, weight, namedRelation);
    }

    /** Relations of the other object to and from others, with their weights. */
    void copyRelations(const RelationsInterface<BASE>* source);

    /** Related objects in the default array of T, a named one, or in "ALL" arrays whose class derives from T. */
    template<class T> RelationVector<T> getRelationsTo(const std::string& name = "",
                                                       const std::string& namedRelation = "")
    { return getVector<T>(DataStore::c_ToSide, name, namedRelation); }
    template<class T> RelationVector<const T> getRelationsTo(const std::string& name = "",
                                                             const std::string& namedRelation = "") const
    { return getVector<const T>(DataStore::c_ToSide, name, namedRelation); }
    template<class T> RelationVector<T> getRelationsFrom(const std::string& name = "",
                                                         const std::string& namedRelation = "")
    { return getVector<T>(DataStore::c_FromSide, name, namedRelation); }
    template<class T> RelationVector<const T> getRelationsFrom(const std::string& name = "",
                                                               const std::string& namedRelation = "") const
    { return getVector<const T>(DataStore::c_FromSide, name, namedRelation); }
    /** Both directions; objects that this one points to come first. */
    template<class T> RelationVector<T> getRelationsWith(const std::string& name = "",
                                                         const std::string& namedRelation = "")
    { return getVector<T>(DataStore::c_BothSides, name, namedRelation); }
    template<class T> RelationVector<const T> getRelationsWith(const std::string& name = "",
                                                               const std::string& namedRelation = "") const
    { return getVector<const T>(DataStore::c_BothSides, name, namedRelation); }

    /** The first related object or null. */
    template<class T> T* getRelatedTo(const std::string& name = "", const std::string& namedRelation = "")
    { return getFirst<T>(DataStore::c_ToSide, name, namedRelation).first; }
    template<class T> const T* getRelatedTo(const std::string& name = "",
                                            const std::string& namedRelation = "") const
    { return getFirst<const T>(DataStore::c_ToSide, name, namedRelation).first; }
    template<class T> T* getRelatedFrom(const std::string& name = "", const std::string& namedRelation = "")
    { return getFirst<T>(DataStore::c_FromSide, name, namedRelation).first; }
    template<class T> const T* getRelatedFrom(const std::string& name = "",
                                              const std::string& namedRelation = "") const
    { return getFirst<const T>(DataStore::c_FromSide, name, namedRelation).first; }
    template<class T> T* getRelated(const std::string& name = "", const std::string& namedRelation = "")
    { return getFirst<T>(DataStore::c_BothSides, name, namedRelation).first; }
    template<class T> const T* getRelated(const std::string& name = "",
                                          const std::string& namedRelation = "") const
    { return getFirst<const T>(DataStore::c_BothSides, name, namedRelation).first; }

    /** The first related object and the weight, or null and 1. */
    template<class T> std::pair<T*, float> getRelatedToWithWeight(const std::string& name = "",
        const std::string& namedRelation = "")
    { return getFirst<T>(DataStore::c_ToSide, name, namedRelation); }
    template<class T> std::pair<const T*, float> getRelatedToWithWeight(const std::string& name = "",
        const std::string& namedRelation = "") const
    { return getFirst<const T>(DataStore::c_ToSide, name, namedRelation); }
    template<class T> std::pair<T*, float> getRelatedFromWithWeight(const std::string& name = "",
        const std::string& namedRelation = "")
    { return getFirst<T>(DataStore::c_FromSide, name, namedRelation); }
    template<class T> std::pair<const T*, float> getRelatedFromWithWeight(const std::string& name = "",
        const std::string& namedRelation = "") const
    { return getFirst<const T>(DataStore::c_FromSide, name, namedRelation); }
    template<class T> std::pair<T*, float> getRelatedWithWeight(const std::string& name = "",
                                                                const std::string& namedRelation = "")
    { return getFirst<T>(DataStore::c_BothSides, name, namedRelation); }
    template<class T> std::pair<const T*, float> getRelatedWithWeight(const std::string& name = "",
        const std::string& namedRelation = "") const
    { return getFirst<const T>(DataStore::c_BothSides, name, namedRelation); }

    /** The same for Python, which gives the name of the array in place of its class. */
    RelationVectorBase getRelationsTo(const std::string& name, const std::string& namedRelation = "") const
    { return getBase(DataStore::c_ToSide, name, namedRelation); }
    RelationVectorBase getRelationsFrom(const std::string& name, const std::string& namedRelation = "") const
    { return getBase(DataStore::c_FromSide, name, namedRelation); }
    RelationVectorBase getRelationsWith(const std::string& name, const std::string& namedRelation = "") const
    { return getBase(DataStore::c_BothSides, name, namedRelation); }
    TObject* getRelatedTo(const std::string& name, const std::string& namedRelation = "") const
    { return getFirstBase(DataStore::c_ToSide, name, namedRelation).first; }
    TObject* getRelatedFrom(const std::string& name, const std::string& namedRelation = "") const
    { return getFirstBase(DataStore::c_FromSide, name, namedRelation).first; }
    TObject* getRelated(const std::string& name, const std::string& namedRelation = "") const
    { return getFirstBase(DataStore::c_BothSides, name, namedRelation).first; }
    std::pair<TObject*, float> getRelatedToWithWeight(const std::string& name,
                                                      const std::string& namedRelation = "") const
    { return getFirstBase(DataStore::c_ToSide, name, namedRelation); }
    std::pair<TObject*, float> getRelatedFromWithWeight(const std::string& name,
                                                        const std::string& namedRelation = "") const
    { return getFirstBase(DataStore::c_FromSide, name, namedRelation); }
    std::pair<TObject*, float> getRelatedWithWeight(const std::string& name,
                                                    const std::string& namedRelation = "") const
    { return getFirstBase(DataStore::c_BothSides, name, namedRelation); }

    /** Short text for displays. */
    virtual std::string getName() const { return ""; }
    /** Description as HTML, and the same as plain text. */
    virtual std::string getInfoHTML() const { return ""; }
    std::string getInfo() const;

    /** Name of the array this object is in, or "". */
    std::string getArrayName() const { return findPlace() ? m_cacheDataStoreEntry->name : ""; }
    /** Index in that array, or -1. */
    int getArrayIndex() const { return findPlace() ? m_cacheArrayIndex : -1; }
    /** The array, or null. */
    TClonesArray* getArrayPointer() const { return findPlace() ? m_cacheDataStoreEntry->getPtrAsArray() : nullptr; }

    /** Called by who puts the object into an array. */
    void setPlace(StoreEntry* entry, int index) const
    {
      m_cacheDataStoreEntry = entry;
      m_cacheArrayIndex = index;
    }

  private:
    void addRelation(const TObject* object, float weight, const std::string& namedRelation) const;
    bool findPlace() const { return DataStore::Instance().findStoreEntry(this, m_cacheDataStoreEntry, m_cacheArrayIndex); }
    RelationVectorBase getBase(DataStore::ESearchSide side, const std::string& name,
                               const std::string& namedRelation) const
    {
      return DataStore::Instance().getRelationsWith(side, this, m_cacheDataStoreEntry, m_cacheArrayIndex,
                                                    TObject::Class(),
                                                    name,
                                                    namedRelation);
    }
    std::pair<TObject*, float> getFirstBase(DataStore::ESearchSide side, const std::string& name,
                                            const std::string& namedRelation) const
    {
      const RelationEntry entry = DataStore::Instance().getRelationWith(side, this, m_cacheDataStoreEntry,
        m_cacheArrayIndex,
        TObject::Class(), name, namedRelation);
      return {entry.object, entry.weight};
    }
    template<class T> RelationVector<T> getVector(DataStore::ESearchSide side, const std::string& name,
                                                  const std::string& namedRelation) const
    {
      return RelationVector<T>(DataStore::Instance().getRelationsWith(side, this, m_cacheDataStoreEntry,
          m_cacheArrayIndex,
          T::Class(),
          name,
          namedRelation));
    }
    template<class T> std::pair<T*, float> getFirst(DataStore::ESearchSide side, const std::string& name,
                                                    const std::string& namedRelation) const
    {
      const RelationEntry entry = DataStore::Instance().getRelationWith(side, this, m_cacheDataStoreEntry,
        m_cacheArrayIndex,
        T::Class(),
        name, namedRelation);
      return {static_cast<T*>(entry.object), entry.weight};
    }

    mutable StoreEntry* m_cacheDataStoreEntry = nullptr; //! where this object is, as far as known
    mutable int m_cacheArrayIndex = -1; //!

    ClassDefOverride(RelationsInterface, 2)
  };

  template<> void RelationsInterface<TObject>::addRelation(const TObject* object, float weight,
                                                           const std::string& namedRelation) const;
  template<> void RelationsInterface<TObject>::copyRelations(const RelationsInterface<TObject>* source);
  template<> std::string RelationsInterface<TObject>::getInfo() const;

  using RelationsObject = RelationsInterface<TObject>;

  inline void setRelationsObjectPlace(const RelationsObject& object, StoreEntry& entry, int index)
  {
    object.setPlace(&entry, index);
  }

  template<class T> T* DataStore::getRelated(const TObject* object, const std::string& name,
                                             const std::string& namedRelation)
  {
    StoreEntry* entry = nullptr;
    int index = -1;
    return static_cast<T*>(Instance().getRelationWith(c_BothSides, object, entry, index, T::Class(), name,
                                                      namedRelation).object);
  }

  template<class T> auto DataStore::getRelationsWithObj(const TObject* object, const std::string& name,
                                                        const std::string& namedRelation)
  {
    StoreEntry* entry = nullptr;
    int index = -1;
    return RelationVector<T>(Instance().getRelationsWith(c_BothSides, object, entry, index, T::Class(), name,
                                                         namedRelation));
  }
}
