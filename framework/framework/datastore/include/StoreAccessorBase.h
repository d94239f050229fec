// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/DataStore.h>

#include <string>
#include <utility>

namespace Belle2 {

  /** Name and durability of something in the data store. */
  using AccessorParams = std::pair<std::string, DataStore::EDurability>;

  /** Name, durability and class of something in the data store, and what can be done with arrays and objects alike. */
  class StoreAccessorBase {
  public:
    StoreAccessorBase(const std::string& name, DataStore::EDurability durability, TClass* objClass, bool isArray):
      m_name(name), m_durability(durability), m_class(objClass), m_isArray(isArray) {}
    virtual ~StoreAccessorBase() = default;
    StoreAccessorBase(const StoreAccessorBase&) = default;
    StoreAccessorBase& operator=(const StoreAccessorBase&) = default;

    /** Registers for the job, only in initialize. */
    bool registerInDataStore(DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut);
    /** As above; a name that is not empty is adopted by this accessor. */
    bool registerInDataStore(const std::string& name, DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut);

    /** Gives an error and false if it is not registered, only in initialize. */
    bool isRequired(const std::string& name = "");
    /** True if it is registered, at any time. */
    bool isOptional(const std::string& name = "");

    /** Makes it exist in this event; if it does already, this is an error unless it shall be replaced. */
    bool create(bool replace = false);
    /** Takes over the object, which must have the class of the entry; deletes it if that fails. */
    virtual bool assign(TObject* object, bool replace = false);
    /** Objects are constructed anew, arrays emptied together with all relations that touch them. */
    virtual void clear();
    /** True if it is not written to files by default. */
    bool notWrittenOut() const;

    const std::string& getName() const { return m_name; }
    DataStore::EDurability getDurability() const { return m_durability; }
    AccessorParams getAccessorParams() const { return {m_name, m_durability}; }
    TClass* getClass() const { return m_class; }
    bool isArray() const { return m_isArray; }
    /** "array 'X' (durability: event)" */
    std::string readableName() const;

    /** Same name, durability, class and kind. */
    bool operator==(const StoreAccessorBase& other) const;
    bool operator!=(const StoreAccessorBase& other) const { return !(*this == other); }

  protected:
    /** The entry, which is null as long as nothing fitting is registered. */
    StoreEntry* getEntry() const
    {
      if (m_entry && m_entry->objClass == m_checkedClass &&
          m_entry->isArray == m_isArray) return m_checkedClass ? m_entry : nullptr;
      return findEntry();
    }
    /** The entry, or std::runtime_error. */
    StoreEntry& getRegisteredEntry() const
    {
      StoreEntry* entry = getEntry();
      if (__builtin_expect(!entry, 0)) throwNotRegistered();
      return *entry;
    }
    [[noreturn]] void throwNotRegistered() const;
    StoreEntry* findEntry() const;

    std::string m_name;
    DataStore::EDurability m_durability;
    TClass* m_class;
    bool m_isArray;
    mutable StoreEntry* m_entry = nullptr;
    /** Class of the entry when it was found to fit. */
    mutable TClass* m_checkedClass = nullptr;
  };
}
