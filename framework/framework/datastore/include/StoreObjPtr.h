// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/StoreAccessorBase.h>

#include <TObject.h>

#include <new>
#include <type_traits>
#include <vector>

namespace Belle2 {

  /** Accessor of a single object. */
  template<class T> class StoreObjPtr final: public StoreAccessorBase {
    using Plain = std::remove_const_t<T>;

  public:
    /** An empty name means the class name without namespace. */
    explicit StoreObjPtr(const std::string& name = "", DataStore::EDurability durability = DataStore::c_Event):
      StoreAccessorBase(DataStore::objectName<Plain>(name), durability, Plain::Class(), false) {}

    /** True if the object exists in this event. */
    bool isValid() const { const StoreEntry* entry = getEntry(); return entry && entry->ptr; }
    explicit operator bool() const { return isValid(); }

    /** std::runtime_error if the object does not exist. */
    T& operator*() const { return *get(); }
    T* operator->() const { return get(); }

    /** Makes the object exist with constructor arguments, replacing an existing one. */
    template<class... Args> bool construct(Args&& ... args)
    {
      if constexpr(std::is_constructible_v<Plain, Args...>) {
        return assign(new Plain(std::forward<Args>(args)...), true);
      }
    }

    /** Sorted names of all registered objects of this class. */
    static std::vector<std::string> getObjectList(DataStore::EDurability durability = DataStore::c_Event)
    {
      return DataStore::Instance().getListOfObjects(Plain::Class(), durability);
    }

  private:
    T* get() const
    {
      StoreEntry* entry = getEntry();
      if (__builtin_expect(!entry || !entry->ptr, 0)) throwMissing();
      return static_cast<T*>(entry->ptr);
    }
    [[noreturn]] void throwMissing() const;
  };

  /** Outside of the template, so that each class does not need code for a sentence. */
  [[noreturn]] void throwMissingObject(const StoreAccessorBase& accessor);

  template<class T> void StoreObjPtr<T>::throwMissing() const { throwMissingObject(*this); }
}
