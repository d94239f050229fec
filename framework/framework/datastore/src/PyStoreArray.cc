// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/PyStoreArray.h>

#include <framework/datastore/ArrayColumns.h>
#include <framework/datastore/RelationsObject.h>
#include <framework/logging/Logger.h>

#include <TClass.h>
#include <TClonesArray.h>

#include <algorithm>
#include <iostream>
#include <stdexcept>

using namespace Belle2;

namespace {
  DataStore::EDurability toDurability(int durability) { return static_cast<DataStore::EDurability>(durability); }

  TClass* orObject(TClass* objClass) { return objClass ? objClass : TObject::Class(); }
}

PyStoreArray::PyStoreArray(const std::string& name, int durability):
  StoreAccessorBase(name, toDurability(durability), orObject(DataStore::getTClassFromDefaultArrayName(name)), true)
{
}

PyStoreArray::PyStoreArray(TClass* objClass, const std::string& name, int durability):
  StoreAccessorBase(name.empty() &&
                    objClass ? DataStore::defaultArrayName(objClass) : name, toDurability(durability), orObject(objClass),
                    true)
{
}

bool PyStoreArray::registerInDataStore(const std::string& name, DataStore::EStoreFlags storeFlags)
{
  if (m_class != TObject::Class()) return StoreAccessorBase::registerInDataStore(name, storeFlags);
  B2ERROR("Cannot register PyStoreArray '" << m_name << "' with unknown TClass. Give the class as first argument, as in "
          "PyStoreArray(Belle2.MyClass.Class(), 'name').");
  return false;
}

bool PyStoreArray::create(bool replace)
{
  return getReportedEntry() && StoreAccessorBase::create(replace);
}

StoreEntry* PyStoreArray::getReportedEntry() const
{
  StoreEntry* entry = getEntry();
  if (!entry) B2ERROR("PyStoreArray '" << m_name << "' has not been registered!");
  return entry;
}

bool PyStoreArray::isValid() const
{
  const StoreEntry* entry = getEntry();
  return entry && entry->ptr;
}

int PyStoreArray::getEntries() const
{
  const StoreEntry* entry = getReportedEntry();
  const TClonesArray* array = entry ? entry->getPtrAsArray() : nullptr;
  return array ? array->GetEntriesFast() : 0;
}

TObject* PyStoreArray::operator[](int index) const
{
  const StoreEntry* entry = getReportedEntry();
  const TClonesArray* array = entry ? entry->getPtrAsArray() : nullptr;
  if (!array || index < 0 || index >= array->GetEntriesFast()) {
    throw std::out_of_range("The " + readableName() + " has no member " + std::to_string(index) + ".");
  }
  return array->UncheckedAt(index);
}

TObject* PyStoreArray::appendNew()
{
  TClonesArray* array = getPtr();
  if (!array) return nullptr;
  const int index = array->GetEntriesFast();
  TObject* object = array->ConstructedAt(index);
  if (const auto* member = dynamic_cast<const RelationsObject*>(object)) member->setPlace(getEntry(), index);
  return object;
}

TClonesArray* PyStoreArray::getPtr()
{
  StoreEntry* entry = getReportedEntry();
  if (!entry) return nullptr;
  if (!entry->ptr) entry->recreate();
  return entry->getPtrAsArray();
}

TClass* PyStoreArray::getMemberClass() const
{
  const StoreEntry* entry = getReportedEntry();
  return entry ? entry->objClass : nullptr;
}

std::vector<std::string> PyStoreArray::describeColumns() const
{
  return ArrayColumns::of(*getRegisteredEntry().objClass).describe();
}

void PyStoreArray::readColumns(const std::uintptr_t* addresses) const
{
  const StoreEntry& entry = getRegisteredEntry();
  const TClonesArray* array = entry.getPtrAsArray();
  if (!array) return;
  ArrayColumns::of(*entry.objClass).read(*array, 0, array->GetEntriesFast(), reinterpret_cast<char* const*>(addresses));
}

void PyStoreArray::appendColumns(int rows, const std::uintptr_t* addresses)
{
  StoreEntry& entry = getRegisteredEntry();
  if (!entry.ptr) entry.recreate();
  TClonesArray& array = *entry.getPtrAsArray();
  const int first = array.GetEntriesFast();
  const int last = first + rows;
  const bool hasPlace = DataStore::inherits(entry.objClass, RelationsObject::Class());
  array.Expand(std::max(array.GetSize(), last));
  // TClass::New() takes longer than most constructors.
  const auto construct = entry.objClass->GetNew();
  for (int i = first; i < last; ++i) {
    const auto* object = construct ? static_cast<TObject*>(construct(array[i])) : array.ConstructedAt(i);
    if (hasPlace) static_cast<const RelationsObject*>(object)->setPlace(&entry, i);
  }
  ArrayColumns::of(*entry.objClass).write(array, first, last, reinterpret_cast<const char* const*>(addresses));
}

bool PyStoreArray::registerRelationTo(const PyStoreArray& to, int durability, DataStore::EStoreFlags storeFlags,
                                      const std::string& namedRelation) const
{
  return DataStore::Instance().registerRelation(*this, to, toDurability(durability), storeFlags, namedRelation);
}

bool PyStoreArray::requireRelationTo(const PyStoreArray& to, int durability, const std::string& namedRelation) const
{
  return DataStore::Instance().requireRelation(*this, to, toDurability(durability), namedRelation);
}

bool PyStoreArray::optionalRelationTo(const PyStoreArray& to, int durability, const std::string& namedRelation) const
{
  return DataStore::Instance().optionalRelation(*this, to, toDurability(durability), namedRelation);
}

bool PyStoreArray::hasRelationTo(const PyStoreArray& to, int durability, const std::string& namedRelation) const
{
  return DataStore::Instance().hasRelation(*this, to, toDurability(durability), namedRelation);
}

bool PyStoreArray::hasRelationFrom(const PyStoreArray& from, int durability, const std::string& namedRelation) const
{
  return DataStore::Instance().hasRelation(from, *this, toDurability(durability), namedRelation);
}

std::vector<std::string> PyStoreArray::list(int durability)
{
  return DataStore::Instance().getListOfArrays(TObject::Class(), toDurability(durability));
}

void PyStoreArray::printList(int durability)
{
  for (const std::string& name : list(durability)) std::cout << name << "\n";
  std::cout << std::flush;
}
