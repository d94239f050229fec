// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/StoreEntry.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/DataStore.h>
#include <framework/datastore/RelationLink.h>
#include <framework/utilities/DestroyMembers.h>

#include <TClass.h>
#include <TClonesArray.h>

using namespace Belle2;

StoreEntry::~StoreEntry()
{
  delete object;
}

std::string StoreEntry::readableName() const
{
  return std::string(isArray ? "array '" : "object '") + name + "' (durability: " +
         (durability == DataStore::c_Persistent ? "persistent" : "event") + ")";
}

void StoreEntry::allocate()
{
  object = isArray ? new TClonesArray(objClass) : static_cast<TObject*>(objClass->New());
  nameArrays();
}

void StoreEntry::nameArrays()
{
  if (!link) return;
  auto& container = static_cast<RelationContainer&>(*object);
  container.setArrays(link->from->name, link->from->durability, link->to->name, link->to->durability);
  container.setModified(true);
}

void StoreEntry::recreate()
{
  if (!object) {
    allocate();
  } else if (isArray) {
    destroyMembers(*static_cast<TClonesArray*>(object));
    clearRelations();
  } else if (link) {
    object->Clear();
  } else if (object->IsA() != objClass) {
    delete object;
    allocate();
  } else {
    // accessors may hold the address, so the new object is made in the same place
    objClass->Destructor(object, true);
    objClass->New(object);
  }
  setValid();
}

void StoreEntry::setValid()
{
  // Output files carry this bit for what did not exist in an event.
  object->ResetBit(TObject::kInvalidObject);
  ptr = object;
}

void StoreContent::invalidate()
{
  if (ptr && isArray) destroyMembers(*static_cast<TClonesArray*>(ptr));
  if (ptr && link) ptr->Clear();
  ptr = nullptr;
}

void StoreEntry::adopt(TObject* newObject)
{
  if (newObject != object) delete object;
  object = ptr = newObject;
}

void StoreEntry::unregister()
{
  delete object;
  object = ptr = nullptr;
  objClass = nullptr;
  dontWriteOut = false;
  isShared = false;
}

void StoreEntry::clearRelations()
{
  for (const auto* links : {&outgoing, &incoming}) {
    for (RelationLink* relation : *links) {
      if (RelationContainer* container = relation->getContainer()) container->Clear();
    }
  }
}
