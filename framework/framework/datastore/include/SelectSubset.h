// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/StoreArray.h>

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace Belle2 {

  struct RelationLink;

  /** What a SelectSubset does for arrays of any class. */
  class SelectSubsetBase {
  public:
    virtual ~SelectSubsetBase() = default;

    /** Arrays whose relations to or from the set the subset inherits. */
    std::vector<std::string> getInheritFromArrays() const { return m_inheritFrom; }
    std::vector<std::string> getInheritToArrays() const { return m_inheritTo; }
    /** True if relations within the set become relations within the subset. */
    bool getInheritToSelf() const { return m_inheritToSelf; }

    /** The set and the subset; null before the registration. */
    virtual StoreAccessorBase* getSet() = 0;
    virtual StoreAccessorBase* getSubSet() = 0;

    /** The subset gets the relations of the set that are registered now, except for those with a name. */
    void inheritAllRelations();

  protected:
    /** Place in the subset of each member of the set, or c_NotSelected. */
    using NewIndices = std::vector<int>;
    static constexpr int c_NotSelected = -1;

    void registerArrays(DataStore::EStoreFlags storeFlags, bool inPlace);
    void inheritFrom(const StoreAccessorBase& array);
    void inheritTo(const StoreAccessorBase& array);
    /** Relations after the members have been copied; in place the subset becomes the set. */
    void finish(const NewIndices& newIndices);
    void checkRegistered(bool wanted);

  private:
    bool inherit(const StoreAccessorBase& array, bool fromArray);
    void inheritSelf();
    void registerRelation(const StoreAccessorBase& from, const StoreAccessorBase& to) const;
    void copyRelations(const StoreEntry& set, const StoreEntry& subset, const NewIndices& newIndices) const;
    void replaceSet(StoreEntry& set, const NewIndices& newIndices);

    std::vector<std::string> m_inheritFrom;
    std::vector<std::string> m_inheritTo;
    bool m_inheritToSelf = false;
    bool m_inPlace = false;
    DataStore::EStoreFlags m_storeFlags = DataStore::c_WriteOut;
  };

  /** Copies chosen members of an array to another one together with their relations, or removes all others from the array. */
  template<class T> class SelectSubset final: public SelectSubsetBase {
    static_assert(std::is_base_of_v<RelationsObject, T>, "SelectSubset<T> needs a class T that derives from RelationsObject.");

  public:
    /** The subset is an array of its own, with a relation from each chosen member of the set to its copy. */
    void registerSubset(const StoreArray<T>& set, const std::string& subsetName,
                        DataStore::EStoreFlags storeFlags = DataStore::c_ErrorIfAlreadyRegistered)
    {
      registerArrays(set, subsetName, storeFlags, false);
    }

    /** The set itself is reduced, and all its relations with it; the flags are those of a temporary array. */
    void registerSubset(const StoreArray<T>& set, DataStore::EStoreFlags storeFlags = DataStore::c_ErrorIfAlreadyRegistered)
    {
      registerArrays(set, set.getName() + "_tmpSubset", storeFlags | DataStore::c_DontWriteOut, true);
      inheritAllRelations();
    }

    /** The subset gets the relations of the set from or to these arrays; the set means relations within it. */
    template<class... Others> void inheritRelationsFrom(const StoreArray<Others>& ... arrays) { (inheritFrom(arrays), ...); }
    template<class... Others> void inheritRelationsTo(const StoreArray<Others>& ... arrays) { (inheritTo(arrays), ...); }

    /** To be called in event(): chooses the members for which the function returns true. */
    void select(const std::function<bool(const T*)>& isSelected)
    {
      checkRegistered(true);
      NewIndices newIndices(m_set->getEntries(), c_NotSelected);
      for (size_t i = 0; i < newIndices.size(); ++i) {
        const T* object = (*m_set)[i];
        if (!isSelected(object)) continue;
        newIndices[i] = m_subset->getEntries();
        m_subset->appendNew(*object);
      }
      finish(newIndices);
    }

    StoreAccessorBase* getSet() override { return m_set ? &*m_set : nullptr; }
    StoreAccessorBase* getSubSet() override { return m_subset ? &*m_subset : nullptr; }

  private:
    void registerArrays(const StoreArray<T>& set, const std::string& subsetName, DataStore::EStoreFlags storeFlags, bool inPlace)
    {
      checkRegistered(false);
      m_set = set;
      m_subset.emplace(subsetName, set.getDurability());
      SelectSubsetBase::registerArrays(storeFlags, inPlace);
    }

    std::optional<StoreArray<T>> m_set;
    std::optional<StoreArray<T>> m_subset;
  };
}
