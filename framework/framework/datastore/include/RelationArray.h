// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/StoreAccessorBase.h>

#include <utility>
#include <vector>

namespace Belle2 {

  /** Name and durability of a side of a relation. */
  using AccessorParams = std::pair<std::string, DataStore::EDurability>;

  /** Low-level accessor of a relation by indices. */
  class RelationArray final: public StoreAccessorBase {
  public:
    using index_type = RelationElement::index_type;
    using weight_type = RelationElement::weight_type;

    /** Attaches to a relation by name. */
    explicit RelationArray(const std::string& name, DataStore::EDurability durability = DataStore::c_Event);
    /** Relation between two arrays, by default with the usual name; a name that belongs to other arrays is fatal. */
    RelationArray(const StoreAccessorBase& from, const StoreAccessorBase& to, const std::string& name = "",
                  DataStore::EDurability durability = DataStore::c_Event);

    bool registerInDataStore(DataStore::EStoreFlags storeFlags = DataStore::c_WriteOut);

    /** True if the container exists in this event. */
    bool isValid() const;
    explicit operator bool() const { return isValid(); }
    int getEntries() const;
    /** std::out_of_range if there is no such element. */
    const RelationElement& operator[](int index) const;

    /** Adds relations; the container is made at the first one. */
    void add(index_type from, index_type to, weight_type weight = 1.0);
    void add(index_type from, const std::vector<index_type>& to, const std::vector<weight_type>& weights);

    /** One element per from index, and one weight per pair; weights of equal pairs are added. */
    void consolidate();
    void clear() override;

    /** The two sides; empty names as long as they are not known. */
    AccessorParams getFromAccessorParams() const;
    AccessorParams getToAccessorParams() const;
    /** For those who change the container directly. */
    void setModified(bool modified);

  private:
    RelationContainer* find() const;
    RelationContainer& getOrCreate();
    void check() const;

    AccessorParams m_from{"", DataStore::c_Event};
    AccessorParams m_to{"", DataStore::c_Event};
  };
}
