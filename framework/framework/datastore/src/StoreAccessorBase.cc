// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/StoreAccessorBase.h>

#include <framework/datastore/StoreArray.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <stdexcept>

using namespace Belle2;

StoreEntry* StoreAccessorBase::findEntry() const
{
  StoreEntry* found = DataStore::Instance().getEntry(*this);
  m_entry = found ? found : &DataStore::Instance().getEntryOfName(m_name, m_durability);
  m_checkedClass = m_entry->objClass;
  return found;
}

void StoreAccessorBase::throwNotRegistered() const
{
  throw std::runtime_error(readableName() + " is not registered. Call registerInDataStore() in initialize().");
}

std::string StoreAccessorBase::readableName() const
{
  return std::string(m_isArray ? "array '" : "object '") + m_name + "' (durability: " +
         (m_durability == DataStore::c_Persistent ? "persistent" : "event") + ")";
}

bool StoreAccessorBase::registerInDataStore(DataStore::EStoreFlags storeFlags)
{
  return DataStore::Instance().registerEntry(m_name, m_durability, m_class, m_isArray, storeFlags);
}

bool StoreAccessorBase::registerInDataStore(const std::string& name, DataStore::EStoreFlags storeFlags)
{
  if (!name.empty()) {
    m_name = name;
    m_entry = nullptr;
  }
  return registerInDataStore(storeFlags);
}

bool StoreAccessorBase::isRequired(const std::string& name)
{
  if (!name.empty()) {
    m_name = name;
    m_entry = nullptr;
  }
  return DataStore::Instance().requireInput(*this);
}

bool StoreAccessorBase::isOptional(const std::string& name)
{
  if (!name.empty()) {
    m_name = name;
    m_entry = nullptr;
  }
  return DataStore::Instance().optionalInput(*this);
}

bool StoreAccessorBase::create(bool replace)
{
  return DataStore::Instance().createObject(nullptr, replace, *this);
}

bool StoreAccessorBase::assign(TObject* object, bool replace)
{
  if (!object) {
    B2ERROR("Cannot assign nothing to " << readableName() << ".");
    return false;
  }
  return DataStore::Instance().createObject(object, replace, *this);
}

void StoreAccessorBase::clear()
{
  StoreEntry* entry = getEntry();
  if (entry && entry->ptr) entry->recreate();
}

bool StoreAccessorBase::notWrittenOut() const
{
  const StoreEntry* entry = getEntry();
  return entry && entry->dontWriteOut;
}

bool StoreAccessorBase::operator==(const StoreAccessorBase& other) const
{
  return m_name == other.m_name && m_durability == other.m_durability && m_class == other.m_class && m_isArray == other.m_isArray;
}

void Belle2::throwMissingObject(const StoreAccessorBase& accessor)
{
  throw std::runtime_error("Cannot access " + accessor.readableName() + ", because it does not exist in this event.");
}

void Belle2::throwOutOfRange(const StoreAccessorBase& accessor, int index)
{
  throw std::out_of_range("Out-of-range access in StoreArray::operator[], for " + accessor.readableName() + ", index " +
                          std::to_string(index));
}

bool Belle2::refuseArray(const StoreAccessorBase& accessor, TObject* object, bool)
{
  B2ERROR("Cannot assign to " << accessor.readableName() << ": arrays are not replaced as a whole. Use DataStore::replaceData().");
  delete object;
  return false;
}
