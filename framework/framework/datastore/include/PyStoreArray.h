// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/PythonClasses.h>
#include <framework/datastore/StoreAccessorBase.h>

#include <cstdint>
#include <string>
#include <vector>

class TClonesArray;
class TObject;

namespace Belle2 {

  /** Accessor of an array for Python: its class is known by name only. */
  class PyStoreArray final: public StoreAccessorBase {
  public:
    /** A default name gives the class; for any other name the array can be read, but not registered or filled. */
    explicit PyStoreArray(const std::string& name, int durability = DataStore::c_Event);
    /** An empty name means the default name of the class. */
    explicit PyStoreArray(TClass* objClass, int durability = DataStore::c_Event): PyStoreArray(objClass, "",
        durability) {}
    PyStoreArray(TClass* objClass, const std::string& name, int durability = DataStore::c_Event);

    /** See StoreAccessorBase. */
    bool registerInDataStore(DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut)
    {
      return registerInDataStore("", storeFlags);
    }
    bool registerInDataStore(const std::string& name, DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut);
    bool create(bool replace = false);

    /** True if the array is registered and exists in this event. */
    bool isValid() const;
    explicit operator bool() const { return isValid(); }

    int getEntries() const;
    size_t size() const { return getEntries(); }
    /** std::out_of_range if there is no such member. */
    TObject* operator[](int index) const;
    /** A new member at the end, constructed by default; null if that is not possible. */
    TObject* appendNew();
    /** The ROOT array; null if it is not registered. */
    TClonesArray* getPtr();

    /** What readArray() and fillArray() of the package basf2 are made of. Class of the members; null if it is not registered. */
    TClass* getMemberClass() const;
    /** See ArrayColumns. */
    std::vector<std::string> describeColumns() const;
    /** Copy the values of all members to numpy arrays, whose addresses are given. */
    void readColumns(const std::uintptr_t* addresses) const;
    /** New members at the end with values of numpy arrays, or those of the default constructor where the address is 0. */
    void appendColumns(int rows, const std::uintptr_t* addresses);

    bool registerRelationTo(const PyStoreArray& to, int durability = DataStore::c_Event,
                            DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut,
                            const std::string& namedRelation = "") const;
    bool requireRelationTo(const PyStoreArray& to, int durability = DataStore::c_Event,
                           const std::string& namedRelation = "") const;
    bool optionalRelationTo(const PyStoreArray& to, int durability = DataStore::c_Event,
                            const std::string& namedRelation = "") const;
    bool hasRelationTo(const PyStoreArray& to, int durability = DataStore::c_Event,
                       const std::string& namedRelation = "") const;
    bool hasRelationFrom(const PyStoreArray& from, int durability = DataStore::c_Event,
                         const std::string& namedRelation = "") const;

    /** Sorted names of all registered arrays. */
    static std::vector<std::string> list(int durability = DataStore::c_Event);
    static void printList(int durability = DataStore::c_Event);

    /** See PythonClasses. */
    static void __cppyy_explicit_pythonize__(PyObject* pythonClass, const std::string&) { PythonClasses::add(pythonClass); }

  private:
    StoreEntry* getReportedEntry() const;
  };
}
