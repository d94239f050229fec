// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/PyStoreObj.h>

#include <framework/logging/Logger.h>

#include <TClass.h>

#include <iostream>

using namespace Belle2;

namespace {
  DataStore::EDurability toDurability(int durability) { return static_cast<DataStore::EDurability>(durability); }

  TClass* orObject(TClass* objClass) { return objClass ? objClass : TObject::Class(); }
}

PyStoreObj::PyStoreObj(const std::string& name, int durability):
  StoreAccessorBase(name, toDurability(durability), orObject(DataStore::getTClassFromDefaultObjectName(name)), false)
{
}

PyStoreObj::PyStoreObj(TClass* objClass, const std::string& name, int durability):
  StoreAccessorBase(name.empty() &&
                    objClass ? DataStore::defaultObjectName(objClass) : name, toDurability(durability), orObject(objClass),
                    false)
{
}

bool PyStoreObj::registerInDataStore(const std::string& name, DataStore::EStoreFlags storeFlags)
{
  if (m_class != TObject::Class()) return StoreAccessorBase::registerInDataStore(name, storeFlags);
  B2ERROR("Cannot register PyStoreObj '" << m_name << "' with unknown TClass. Give the class as first argument, as in "
          "PyStoreObj(Belle2.MyClass.Class(), 'name').");
  return false;
}

bool PyStoreObj::create(bool replace)
{
  if (!getEntry()) {
    B2ERROR("PyStoreObj '" << m_name << "' has not been registered!");
    return false;
  }
  return StoreAccessorBase::create(replace);
}

bool PyStoreObj::isValid() const
{
  const StoreEntry* entry = getEntry();
  return entry && entry->ptr;
}

TObject* PyStoreObj::obj() const
{
  const StoreEntry* entry = getEntry();
  if (!entry) B2ERROR("PyStoreObj '" << m_name << "' has not been registered!");
  return entry ? entry->ptr : nullptr;
}

std::vector<std::string> PyStoreObj::list(int durability)
{
  return DataStore::Instance().getListOfObjects(TObject::Class(), toDurability(durability));
}

void PyStoreObj::printList(int durability)
{
  for (const std::string& name : list(durability)) std::cout << name << "\n";
  std::cout << std::flush;
}
