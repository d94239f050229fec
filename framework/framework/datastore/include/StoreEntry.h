// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

class TClass;
class TClonesArray;
class TObject;

namespace Belle2 {

  struct RelationLink;

  /** What an entry holds: moved aside as a whole while another data store id is active. */
  struct StoreContent {
    bool isRegistered() const { return objClass != nullptr; }
    /** The content does not exist in this event any more. */
    void invalidate();

    TClass* objClass = nullptr;
    /** The content if it exists in this event, otherwise null. */
    TObject* ptr = nullptr;
    /** The memory of the content, kept between events; owned. */
    TObject* object = nullptr;
    bool isArray = false;
    bool dontWriteOut = false;
    /** Relations from and to this array. */
    std::vector<RelationLink*> outgoing;
    std::vector<RelationLink*> incoming;
    /** Set for relation containers. */
    RelationLink* link = nullptr;
  };

  /**
   * One named array or object of the data store.
   *
   * An entry lives at the same address for the whole job, so that accessors can keep a pointer to it;
   * objClass is null while nothing is registered under its name. Another data store id changes the content only.
   */
  struct StoreEntry final: StoreContent {
    StoreEntry(std::string entryName, int entryDurability): name(std::move(entryName)), durability(entryDurability) {}
    ~StoreEntry();
    StoreEntry(const StoreEntry&) = delete;
    StoreEntry& operator=(const StoreEntry&) = delete;

    /** The array, or null if it does not exist in this event or the entry is an object. */
    TClonesArray* getPtrAsArray() const { return isArray ? reinterpret_cast<TClonesArray*>(ptr) : nullptr; }
    /** "array 'X' (durability: event)" */
    std::string readableName() const;

    /** Makes the memory for the object or array, empty and not valid. */
    void allocate();
    /** Tells the container of a relation which arrays it is for. */
    void nameArrays();
    /** Makes object or array exist in this event, empty or as constructed by default. */
    void recreate();
    /** Makes the object exist in this event as it is. */
    void setValid();
    /** Takes over an object of a fitting class, which exists from now on. */
    void adopt(TObject* newObject);
    /** Forgets class and content. */
    void unregister();

    /** Removes all relations from and to this array. */
    void clearRelations();

    const std::string name;
    const int durability;
    /** True for what belongs to the job and not to a data store id, such as its statistics. */
    bool isShared = false;
  };
}
