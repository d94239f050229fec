// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/DataStore.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/RelationLink.h>
#include <framework/datastore/StoreAccessorBase.h>
#include <framework/logging/Logger.h>
#include <framework/utilities/DestroyMembers.h>

#include <TClass.h>
#include <TClonesArray.h>

#include <algorithm>

using namespace Belle2;

namespace {
  const char* describe(bool isArray) { return isArray ? "array" : "object"; }
}

// here and not in the class, because the dictionary does not know the links
DataStore::DataStore() = default;
DataStore::~DataStore() = default;

DataStore& DataStore::Instance()
{
  // never destroyed, because ROOT may be gone before
  static DataStore* instance = new DataStore;
  return *instance;
}

bool DataStore::inherits(const TClass* derived, const TClass* base)
{
  // the first two are decided without ROOT, which would load its description of the classes
  return derived == base || base == TObject::Class() || (derived && base && derived->InheritsFrom(base));
}

std::string DataStore::defaultObjectName(const TClass* objClass)
{
  return defaultObjectName(std::string(objClass->GetName()));
}

std::string DataStore::defaultObjectName(std::string className)
{
  if (className == "genfit::Track") return "GF2Track";
  const size_t colon = className.rfind(':', className.find('<'));
  if (colon != std::string::npos) className.erase(0, colon + 1);
  return className;
}

TClass* DataStore::getTClassFromDefaultObjectName(const std::string& objectName)
{
  if (objectName.empty()) return nullptr;
  if (objectName == "GF2Track") return TClass::GetClass("genfit::Track", true, true);
  if (TClass* found = TClass::GetClass(("Belle2::" + objectName).c_str(), true, true)) return found;
  TClass* found = TClass::GetClass(objectName.c_str(), true, true);
  return found && found->HasDictionary() && found->InheritsFrom(TObject::Class()) ? found : nullptr;
}

TClass* DataStore::getTClassFromDefaultArrayName(const std::string& arrayName)
{
  if (arrayName.empty() || arrayName.back() != 's') return nullptr;
  return getTClassFromDefaultObjectName(arrayName.substr(0, arrayName.size() - 1));
}

void DataStore::invalidateData(EDurability durability)
{
  for (auto& [name, entry] : m_registered[durability]) entry->invalidate();
  for (auto& [id, parked] : m_parked)
    for (auto& [entry, content] : parked.contents)
      if (entry->durability == durability) content.invalidate();
}

void DataStore::reset()
{
  if (!isDefaultID()) switchID("");
  m_parked.clear();
  m_origins.clear();
  m_dependencies.clear();
  for (int durability = 0; durability < c_NDurabilityTypes; ++durability) reset(static_cast<EDurability>(durability));
}

void DataStore::reset(EDurability durability)
{
  m_initializeActive = true;
  unlinkRelations(durability);
  for (auto& [name, entry] : m_registered[durability]) entry->unregister();
  m_registered[durability].clear();
}

StoreEntry& DataStore::getEntryOfName(const std::string& name, EDurability durability)
{
  std::unique_ptr<StoreEntry>& entry = m_entries[durability][name];
  if (!entry) entry = std::make_unique<StoreEntry>(name, durability);
  return *entry;
}

bool DataStore::registerEntry(const std::string& name, EDurability durability, TClass* objClass, bool isArray,
                              EStoreFlags storeFlags)
{
  StoreEntry& entry = getEntryOfName(name, durability);
  if (!m_initializeActive) {
    B2ERROR("Attempt to register " << describe(isArray) << " '" << name << "' outside of initialize().");
    return false;
  }
  if (isArray && name == "ALL") {
    B2ERROR("An array cannot be named 'ALL', because this means all arrays where relations are asked for. Use another name.");
    return false;
  }
  m_dependencies.add(name, DependencyMap::c_Output);
  if (entry.isRegistered()) return registerExisting(entry, objClass, isArray, storeFlags);
  if (!objClass) {
    B2ERROR("Cannot register " << describe(isArray) << " '" << name << "', because its class is not known.");
    return false;
  }
  entry.objClass = objClass;
  entry.isArray = isArray;
  entry.dontWriteOut = storeFlags & c_DontWriteOut;
  entry.allocate();
  m_registered[durability][name] = &entry;
  return true;
}

bool DataStore::registerExisting(StoreEntry& entry, TClass* objClass, bool isArray, EStoreFlags storeFlags)
{
  if (storeFlags & c_ErrorIfAlreadyRegistered) {
    B2ERROR("An " << entry.readableName() << " was already registered, perhaps by a second module of the same kind.");
    return false;
  }
  if (entry.isArray != isArray || !inherits(entry.objClass, objClass)) {
    B2FATAL("Existing " << entry.readableName() << " of class " << entry.objClass->GetName() <<
            " cannot be registered as "
            << describe(isArray) << " of class " << (objClass ? objClass->GetName() : "unknown") << ".");
  }
  const bool dontWriteOut = storeFlags & c_DontWriteOut;
  if (entry.dontWriteOut != dontWriteOut) {
    B2WARNING("Existing " << entry.readableName() << " has different persistency type than requested. Changing to "
              << (dontWriteOut ? "c_DontWriteOut" : "c_WriteOut") << ".");
    entry.dontWriteOut = dontWriteOut;
  }
  return true;
}

StoreEntry* DataStore::getEntry(const StoreAccessorBase& accessor)
{
  StoreEntry& entry = getEntryOfName(accessor.getName(), accessor.getDurability());
  if (!entry.isRegistered()) return nullptr;
  if (entry.isArray != accessor.isArray() || !inherits(entry.objClass, accessor.getClass())) {
    B2FATAL("Existing " << entry.readableName() << " of class " << entry.objClass->GetName() <<
            " does not match the requested "
            << accessor.readableName() << " of class " << (accessor.getClass() ? accessor.getClass()->GetName() : "unknown") <<
            ".");
  }
  return &entry;
}

bool DataStore::createObject(TObject* object, bool replace, const StoreAccessorBase& accessor)
{
  auto refuse = [&](const std::string & reason) {
    B2ERROR("Cannot create " << accessor.readableName() << ": " << reason);
    if (object) delete object;
    return false;
  };
  StoreEntry& entry = getEntryOfName(accessor.getName(), accessor.getDurability());
  if (!entry.isRegistered()) return refuse("it was not registered. Call registerInDataStore() in initialize().");
  if (entry.ptr && !replace) return refuse("it exists already in this event.");
  if (entry.isArray != accessor.isArray() || !inherits(entry.objClass, accessor.getClass())) {
    return refuse(std::string("it is registered as ") + describe(entry.isArray) + " of class " +
                  entry.objClass->GetName() +
                  ".");
  }
  if (!object) {
    entry.recreate();
    return true;
  }
  if (entry.isArray != (object->IsA() == TClonesArray::Class()) || (!entry.isArray &&
      !inherits(object->IsA(), entry.objClass))) {
    return refuse(std::string("an object of class ") + object->ClassName() + " was given in place of " +
                  entry.objClass->GetName()
                  +
                  ".");
  }
  entry.adopt(object);
  return true;
}

void DataStore::replaceData(const StoreAccessorBase& from, const StoreAccessorBase& to)
{
  StoreEntry* source = getEntry(from);
  StoreEntry* target = getEntry(to);
  if (!source ||
      !target) B2FATAL("Cannot move " << from.readableName() << " to " << to.readableName() <<
                         ": both must be registered.");
  if (source->objClass != target->objClass || source->isArray != target->isArray) {
    B2FATAL("Cannot move " << from.readableName() << " to " << to.readableName() << ": their classes differ.");
  }
  if (source->isArray) {
    // Branches of an input file keep the address of an array, so the members move and not the array.
    auto& array = static_cast<TClonesArray&>(*target->object);
    destroyMembers(array);
    array.AbsorbObjects(static_cast<TClonesArray*>(source->object));
  } else {
    std::swap(source->object, target->object);
    for (StoreEntry* entry : {source, target}) entry->nameArrays();
  }
  if (source->ptr) target->setValid();
  else target->ptr = nullptr;
  source->ptr = nullptr;
}

bool DataStore::requireInput(const StoreAccessorBase& accessor)
{
  if (!m_initializeActive) B2FATAL("isRequired() of " << accessor.readableName() <<
                                     " can only be called in initialize().");
  m_dependencies.add(accessor.getName(), DependencyMap::c_Input);
  if (getEntry(accessor)) return true;
  B2ERROR("The required " << accessor.readableName() <<
          " does not exist. Maybe you forgot the module that registers it?");
  return false;
}

bool DataStore::optionalInput(const StoreAccessorBase& accessor)
{
  m_dependencies.add(accessor.getName(), DependencyMap::c_OptionalInput);
  return getEntry(accessor) != nullptr;
}

std::vector<std::string> DataStore::getListOfEntries(const TClass* objClass, EDurability durability,
                                                     bool arrays) const
{
  std::vector<std::string> names;
  for (const auto& [name, entry] : m_registered[durability]) {
    if (entry->isArray == arrays && inherits(entry->objClass, objClass)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> DataStore::getListOfArrays(const TClass* arrayClass, EDurability durability) const
{
  return getListOfEntries(arrayClass, durability, true);
}

std::vector<std::string> DataStore::getListOfObjects(const TClass* objClass, EDurability durability) const
{
  std::vector<std::string> names = getListOfEntries(objClass, durability, false);
  const auto isRelation = [&](const std::string & name) {
    return m_registered[durability].at(name)->objClass == RelationContainer::Class();
  };
  names.erase(std::remove_if(names.begin(), names.end(), isRelation), names.end());
  return names;
}
