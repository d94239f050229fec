// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/PythonClasses.h>
#include <framework/datastore/StoreAccessorBase.h>

#include <string>
#include <vector>

class TObject;

namespace Belle2 {

  /** Accessor of an object for Python: its class is known by name only; attributes are those of the object. */
  class PyStoreObj final: public StoreAccessorBase {
  public:
    /** A default name gives the class; for any other name the object can be read, but not registered or created. */
    explicit PyStoreObj(const std::string& name, int durability = DataStore::c_Event);
    /** An empty name means the default name of the class. */
    explicit PyStoreObj(TClass* objClass, int durability = DataStore::c_Event): PyStoreObj(objClass, "",
        durability) {}
    PyStoreObj(TClass* objClass, const std::string& name, int durability = DataStore::c_Event);

    /** See StoreAccessorBase. */
    bool registerInDataStore(DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut)
    {
      return registerInDataStore("", storeFlags);
    }
    bool registerInDataStore(const std::string& name, DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut);
    bool create(bool replace = false);

    /** True if the object exists in this event. */
    bool isValid() const;
    explicit operator bool() const { return isValid(); }
    /** The object, or null. */
    TObject* obj() const;
    /** For attributes in Python. */
    TObject* operator->() const { return obj(); }

    /** Sorted names of all registered objects. */
    static std::vector<std::string> list(int durability = DataStore::c_Event);
    static void printList(int durability = DataStore::c_Event);

    /** See PythonClasses. */
    static void __cppyy_explicit_pythonize__(PyObject* pythonClass, const std::string&) { PythonClasses::add(pythonClass); }
  };
}
