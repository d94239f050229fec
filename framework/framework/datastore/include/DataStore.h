// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/DependencyMap.h>
#include <framework/datastore/StoreEntry.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace Belle2 {

  class RelationVectorBase;
  class StoreAccessorBase;
  struct RelationEntry;

  /** Holds the arrays, objects and relations of an event and of the job; modules reach them through accessors. */
  class DataStore final {
  public:
    /** How long content exists. */
    enum EDurability { c_Event = 0, c_Persistent = 1 };
    static constexpr int c_NDurabilityTypes = 2;

    /** Bits given at registration. */
    enum EStoreFlag { c_WriteOut = 0, c_DontWriteOut = 1, c_ErrorIfAlreadyRegistered = 2 };
    using EStoreFlags = int;

    /** Sides of a relation as seen from the object that is asked. */
    enum ESearchSide { c_FromSide, c_ToSide, c_BothSides };

    using StoreEntry = Belle2::StoreEntry;
    /** Registered entries by name. */
    using StoreEntryMap = std::map<std::string, StoreEntry*>;

    static DataStore& Instance();

    /** Class name without its namespace; genfit::Track is "GF2Track". */
    static std::string defaultObjectName(const TClass* objClass);
    static std::string defaultObjectName(std::string className);
    static std::string defaultArrayName(const TClass* objClass) { return defaultObjectName(objClass) + "s"; }
    static std::string defaultArrayName(std::string className) { return defaultObjectName(std::move(className)) + "s"; }
    template<class T> static std::string defaultObjectName() { return defaultObjectName(T::Class()); }
    template<class T> static std::string defaultArrayName() { return defaultArrayName(T::Class()); }
    /** The name, or the default one if it is empty. */
    template<class T> static std::string objectName(const std::string& name)
    {
      return name.empty() ? defaultObjectName<T>() : name;
    }
    template<class T> static std::string arrayName(const std::string& name) { return name.empty() ? defaultArrayName<T>() : name; }
    static std::string objectName(const TClass* objClass, const std::string& name)
    {
      return name.empty() ? defaultObjectName(objClass) : name;
    }
    static std::string arrayName(const TClass* objClass, const std::string& name)
    {
      return name.empty() ? defaultArrayName(objClass) : name;
    }

    /** Class of a default name, with or without "Belle2::"; null if there is none. */
    static TClass* getTClassFromDefaultObjectName(const std::string& objectName);
    static TClass* getTClassFromDefaultArrayName(const std::string& arrayName);

    /** "<from>To<to>[Named<namedRelation>]"; characters other than letters, digits and underscores are fatal. */
    static std::string relationName(const std::string& fromName, const std::string& toName,
                                    const std::string& namedRelation = "");
    template<class FROM, class TO> static std::string defaultRelationName(const std::string& fromName = "",
        const std::string& toName = "",
        const std::string& namedRelation = "")
    {
      return relationName(arrayName<FROM>(fromName), arrayName<TO>(toName), namedRelation);
    }

    /** True if a class is another one or derives from it. */
    static bool inherits(const TClass* derived, const TClass* base);

    /** Registration is possible while initialize is active, as it is at first and after a reset. */
    void setInitializeActive(bool active) { m_initializeActive = active; }
    bool getInitializeActive() const { return m_initializeActive; }

    /** Content of that durability does not exist any more; registrations stay. */
    void invalidateData(EDurability durability);
    /** Forgets all data store ids, registrations and content; initialize counts as active again. */
    void reset();
    /** The same for one durability of the active data store id. */
    void reset(EDurability durability);

    /** Data store ids: independent sets of registrations and content, of which one is active. The first one is "". */
    const std::string& currentID() const { return m_currentID; }
    bool isDefaultID() const { return m_currentID.empty(); }
    /** The id that was active when the present one was made; "" for the first one. */
    std::string getOriginID() const;
    /** Make an id active: contents are exchanged, entries stay. std::out_of_range if it does not exist. */
    void switchID(const std::string& id);
    /** A new id with the registrations and a deep copy of the content of the active one. */
    void createNewDataStoreID(const std::string& id);
    /** A new id without registrations. */
    void createEmptyDataStoreID(const std::string& id);
    /** Register event entries of the active id in another one; none given means all. */
    void copyEntriesTo(const std::string& id, const std::vector<std::string>& entryNames = {}) const;
    /** Deep copies of the content; none given means all of both durabilities that the id knows, else std::out_of_range. What
        does not exist here will not exist there. */
    void copyContentsTo(const std::string& id, const std::vector<std::string>& entryNames = {});
    /** Register what mergeContentsTo() needs; objects that the other id knows already are named <name>_indepPath there. */
    void mergeEntriesTo(const std::string& id, const std::vector<std::string>& entryNames);
    /** Append arrays to those of another id, with their relations; "ALL" means all event entries. */
    void mergeContentsTo(const std::string& id, const std::vector<std::string>& entryNames);

    const StoreEntryMap& getStoreEntryMap(EDurability durability) const { return m_registered[durability]; }

    bool registerEntry(const std::string& name, EDurability durability, TClass* objClass, bool isArray,
                       EStoreFlags storeFlags);
    /** The entry of an accessor if it is registered with a fitting class, null if it is not registered; a wrong class is fatal. */
    StoreEntry* getEntry(const StoreAccessorBase& accessor);
    /** Entry of that name whether registered or not; its address is fixed. */
    StoreEntry& getEntryOfName(const std::string& name, EDurability durability);

    /** See StoreAccessorBase for the next four. */
    bool createObject(TObject* object, bool replace, const StoreAccessorBase& accessor);
    void replaceData(const StoreAccessorBase& from, const StoreAccessorBase& to);
    bool requireInput(const StoreAccessorBase& accessor);
    bool optionalInput(const StoreAccessorBase& accessor);

    bool registerRelation(const StoreAccessorBase& from, const StoreAccessorBase& to, EDurability durability,
                          EStoreFlags storeFlags,
                          const std::string& namedRelation = "");
    bool requireRelation(const StoreAccessorBase& from, const StoreAccessorBase& to, EDurability durability,
                         const std::string& namedRelation = "");
    bool optionalRelation(const StoreAccessorBase& from, const StoreAccessorBase& to, EDurability durability,
                          const std::string& namedRelation = "");
    bool hasRelation(const StoreAccessorBase& from, const StoreAccessorBase& to, EDurability durability,
                     const std::string& namedRelation = "") const;
    /** As registerRelation for names of arrays that need not be registered, as found in files. */
    bool registerRelationByNames(const std::string& relation, const std::string& fromName,
                                 EDurability fromDurability,
                                 const std::string& toName, EDurability toDurability, EDurability durability,
                                 EStoreFlags storeFlags);

    /** Finds array and index of an object; entry and index are starting points if they were known. False if it is in no array. */
    bool findStoreEntry(const TObject* object, StoreEntry*& entry, int& index);

    /** Adds a relation between members of arrays; what is not in an array or not registered is fatal. */
    void addRelation(const TObject* fromObject, StoreEntry*& fromEntry, int& fromIndex, const TObject* toObject,
                     StoreEntry*& toEntry,
                     int& toIndex, float weight, const std::string& namedRelation = "");
    static void addRelationFromTo(const TObject* fromObject, const TObject* toObject, float weight = 1.0,
                                  const std::string& namedRelation = "");

    /** All objects related to an object, in arrays of that name, the default one or "ALL". */
    RelationVectorBase getRelationsWith(ESearchSide side, const TObject* object, StoreEntry*& entry, int& index,
                                        const TClass* withClass,
                                        const std::string& withName, const std::string& namedRelation = "");
    /** The first of them, or one with a null object and weight 1. */
    RelationEntry getRelationWith(ESearchSide side, const TObject* object, StoreEntry*& entry, int& index,
                                  const TClass* withClass,
                                  const std::string& withName, const std::string& namedRelation = "");

    /** For objects of foreign classes. */
    template<class T> static T* getRelated(const TObject* object, const std::string& name = "",
                                           const std::string& namedRelation = "");
    template<class T> static auto getRelationsWithObj(const TObject* object, const std::string& name = "",
                                                      const std::string& namedRelation = "");

    /** Sorted names of registered arrays or objects whose class is or derives from a class. */
    std::vector<std::string> getListOfArrays(const TClass* arrayClass, EDurability durability) const;
    /** Without relations. */
    std::vector<std::string> getListOfObjects(const TClass* objClass, EDurability durability) const;
    /** Sorted names of the arrays with a relation from or to an array. */
    std::vector<std::string> getListOfRelatedArrays(const StoreAccessorBase& array) const;

    /** What modules have registered and asked for in initialize(). */
    DependencyMap& getDependencyMap() { return m_dependencies; }

  private:
    DataStore();
    ~DataStore();
    DataStore(const DataStore&) = delete;
    DataStore& operator=(const DataStore&) = delete;

    using EntryMap = std::map<std::string, std::unique_ptr<StoreEntry>>;

    /** Registrations and content of an id that is not active. */
    struct Parked {
      Parked() = default;
      ~Parked();
      Parked(const Parked&) = delete;
      Parked& operator=(const Parked&) = delete;
      std::vector<std::pair<StoreEntry*, StoreContent>> contents;
      std::array<StoreEntryMap, c_NDurabilityTypes> registered;
      std::vector<std::unique_ptr<RelationLink>> links;
    };

    void parkContents(Parked& parked);
    void createID(const std::string& id);
    void registerLike(const StoreEntry& original, const StoreContent& content, const std::string& name);
    std::vector<StoreEntry*> findEntries(const std::vector<std::string>& entryNames, bool onlyEvent) const;
    std::vector<std::string> getListOfEntries(const TClass* objClass, EDurability durability, bool arrays) const;
    bool registerExisting(StoreEntry& entry, TClass* objClass, bool isArray, EStoreFlags storeFlags);
    void linkRelation(StoreEntry& from, StoreEntry& to, StoreEntry& relation);
    void unlinkRelations(EDurability durability);
    const std::string& getCachedArrayName(const TClass* objClass);

    std::array<EntryMap, c_NDurabilityTypes> m_entries;
    std::array<StoreEntryMap, c_NDurabilityTypes> m_registered;
    std::vector<std::unique_ptr<RelationLink>> m_links;
    std::unordered_map<const TClass*, std::string> m_arrayNames;
    std::pair<const TClass*, const std::string*> m_lastArrayName{nullptr, nullptr};
    std::map<std::string, Parked> m_parked;
    std::map<std::string, std::string> m_origins;
    std::string m_currentID;
    DependencyMap m_dependencies;
    bool m_initializeActive = true;
  };
}
