// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/RelationsObject.h>
#include <framework/datastore/StoreAccessorBase.h>

#include <TClonesArray.h>

#include <iterator>
#include <new>
#include <string>
#include <type_traits>
#include <vector>

namespace Belle2 {

  /** Goes over the members of an array. */
  template<class T> class StoreArrayIterator final {
  public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;

    StoreArrayIterator() = default;
    StoreArrayIterator(const TClonesArray* array, int index): m_array(array), m_index(index) {}
    T& operator*() const { return *operator->(); }
    T* operator->() const { return static_cast<T*>(m_array->UncheckedAt(m_index)); }
    T& operator[](difference_type offset) const { return *(*this + offset); }
    StoreArrayIterator& operator++() { ++m_index; return *this; }
    StoreArrayIterator& operator--() { --m_index; return *this; }
    StoreArrayIterator operator++(int) { auto old = *this; ++m_index; return old; }
    StoreArrayIterator operator--(int) { auto old = *this; --m_index; return old; }
    StoreArrayIterator& operator+=(difference_type offset) { m_index += offset; return *this; }
    StoreArrayIterator& operator-=(difference_type offset) { m_index -= offset; return *this; }
    StoreArrayIterator operator+(difference_type offset) const { return {m_array, static_cast<int>(m_index + offset)}; }
    StoreArrayIterator operator-(difference_type offset) const { return {m_array, static_cast<int>(m_index - offset)}; }
    difference_type operator-(const StoreArrayIterator& other) const { return m_index - other.m_index; }
    bool operator==(const StoreArrayIterator& other) const { return m_index == other.m_index; }
    bool operator!=(const StoreArrayIterator& other) const { return m_index != other.m_index; }
    bool operator<(const StoreArrayIterator& other) const { return m_index < other.m_index; }

  private:
    const TClonesArray* m_array = nullptr;
    int m_index = 0;
  };

  /** std::out_of_range with the place, outside of the template. */
  [[noreturn]] void throwOutOfRange(const StoreAccessorBase& accessor, int index);

  /** Deletes the object and says that arrays cannot be assigned. */
  bool refuseArray(const StoreAccessorBase& accessor, TObject* object, bool replace);

  /** Accessor of an array of objects of one class; a const one gives const objects. */
  template<class T> class StoreArray final: public StoreAccessorBase {
    using Plain = std::remove_const_t<T>;
    using Constant = const Plain;

  public:
    using iterator = StoreArrayIterator<T>;
    using const_iterator = StoreArrayIterator<Constant>;

    /** An empty name means the class name without namespace and an "s". */
    explicit StoreArray(const std::string& name = "", DataStore::EDurability durability = DataStore::c_Event):
      StoreAccessorBase(DataStore::arrayName<Plain>(name), durability, Plain::Class(), true) {}

    /** True if the array is registered. */
    bool isValid() const { return getEntry() != nullptr; }
    explicit operator bool() const { return isValid(); }

    int getEntries() const { const TClonesArray* array = find(); return array ? getSize(*array) : 0; }

    /** std::out_of_range if there is no such member. */
    T* operator[](int index) { return static_cast<T*>(at(index)); }
    Constant* operator[](int index) const { return static_cast<Constant*>(at(index)); }

    iterator begin() { return {find(), 0}; }
    iterator end() { return {find(), getEntries()}; }
    const_iterator begin() const { return {find(), 0}; }
    const_iterator end() const { return {find(), getEntries()}; }

    /** Constructs a new member at the end. */
    template<class... Args> T* appendNew(Args&& ... args)
    {
      StoreEntry& entry = getRegisteredEntry();
      if (!entry.ptr) entry.recreate();
      TClonesArray& array = *entry.getPtrAsArray();
      const int index = getSize(array);
      T* object = new (array[index]) Plain(std::forward<Args>(args)...);
      if constexpr(std::is_base_of_v<RelationsObject, Plain>) setRelationsObjectPlace(*object, entry, index);
      return object;
    }

    /** The ROOT array, made to exist if need be. */
    TClonesArray* getPtr() const
    {
      StoreEntry& entry = getRegisteredEntry();
      if (!entry.ptr) entry.recreate();
      return entry.getPtrAsArray();
    }

    /** Arrays cannot be replaced as a whole. */
    bool assign(TObject* object, bool replace = false) final { return refuseArray(*this, object, replace); }

    template<class TO> bool registerRelationTo(const StoreArray<TO>& to, DataStore::EDurability durability = DataStore::c_Event,
                                               DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut,
                                               const std::string& namedRelation = "") const
    {
      return DataStore::Instance().registerRelation(*this, to, durability, storeFlags, namedRelation);
    }
    template<class TO> bool requireRelationTo(const StoreArray<TO>& to, DataStore::EDurability durability = DataStore::c_Event,
                                              const std::string& namedRelation = "") const
    {
      return DataStore::Instance().requireRelation(*this, to, durability, namedRelation);
    }
    template<class TO> bool optionalRelationTo(const StoreArray<TO>& to, DataStore::EDurability durability = DataStore::c_Event,
                                               const std::string& namedRelation = "") const
    {
      return DataStore::Instance().optionalRelation(*this, to, durability, namedRelation);
    }
    template<class TO> bool hasRelationTo(const StoreArray<TO>& to, DataStore::EDurability durability = DataStore::c_Event,
                                          const std::string& namedRelation = "") const
    {
      return DataStore::Instance().hasRelation(*this, to, durability, namedRelation);
    }
    template<class FROM> bool hasRelationFrom(const StoreArray<FROM>& from, DataStore::EDurability durability = DataStore::c_Event,
                                              const std::string& namedRelation = "") const
    {
      return DataStore::Instance().hasRelation(from, *this, durability, namedRelation);
    }

    /** Sorted names of all registered arrays of this class. */
    static std::vector<std::string> getArrayList(DataStore::EDurability durability = DataStore::c_Event)
    {
      return DataStore::Instance().getListOfArrays(Plain::Class(), durability);
    }

  private:
    /** Not as virtual call, which is a good part of the time that it takes to append. */
    static int getSize(const TClonesArray& array) { return array.TObjArray::GetEntriesFast(); }
    TClonesArray* find() const { const StoreEntry* entry = getEntry(); return entry ? entry->getPtrAsArray() : nullptr; }
    TObject* at(int index) const
    {
      const TClonesArray* array = find();
      if (__builtin_expect(!array || index < 0 || index >= getSize(*array), 0)) throwOutOfRange(*this, index);
      return array->UncheckedAt(index);
    }
  };
}
