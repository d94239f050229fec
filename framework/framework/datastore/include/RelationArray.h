// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/StoreAccessorBase.h>

#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace Belle2 {

  /** Low-level accessor of a relation by indices. */
  class RelationArray final: public StoreAccessorBase {
  public:
    using index_type = RelationElement::index_type;
    using weight_type = RelationElement::weight_type;

    /** What consolidate() does with a weight if one of its indices now means another object, and not only another place. */
    enum EConsolidationAction {
      c_doNothing,
      c_negativeWeight, /**< give it a negative sign */
      c_zeroWeight,     /**< keep the relation, with weight 0 */
      c_deleteElement   /**< leave the relation out */
    };
    /** A new index, and true if it means another object than the old one. */
    using consolidation_type = std::pair<index_type, bool>;

    /** Indices stay. */
    struct Identity {
      consolidation_type operator()(index_type old) const { return {old, false}; }
    };
    /** New indices from a map; those that are not in it stay. */
    template<class Map = std::map<index_type, consolidation_type>> class ReplaceMap {
    public:
      explicit ReplaceMap(const Map& replace): m_replace(replace) {}
      consolidation_type operator()(index_type old) const
      {
        const auto found = m_replace.find(old);
        return found == m_replace.end() ? consolidation_type(old, false) : consolidation_type(found->second);
      }

    private:
      const Map& m_replace;
    };
    /** New indices from something like a vector, which must have all of them. */
    template<class Vector = std::vector<consolidation_type>> class ReplaceVec {
    public:
      explicit ReplaceVec(const Vector& replace): m_replace(replace) {}
      consolidation_type operator()(index_type old) const { return m_replace[old]; }

    private:
      const Vector& m_replace;
    };

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

    void add(index_type from, const std::vector<index_type>& to, weight_type weight = 1.0)
    {
      add(from, to, std::vector<weight_type>(to.size(), weight));
    }

    /** One element per from index, and one weight per pair; weights of equal pairs are added. Functions may give new indices. */
    void consolidate() { consolidate(Identity(), Identity()); }
    template<class FunctionFrom, class FunctionTo>
    void consolidate(const FunctionFrom& replaceFrom = FunctionFrom(), const FunctionTo& replaceTo = FunctionTo(),
                     EConsolidationAction action = c_doNothing)
    {
      replaceIndices(replaceFrom, replaceTo, action);
    }
    void clear() override;

    /** The two sides; empty names as long as they are not known. */
    AccessorParams getFromAccessorParams() const;
    AccessorParams getToAccessorParams() const;
    /** For those who change the container directly. */
    void setModified(bool modified);
    /** True if no index was built since the last change. */
    bool getModified() const;

  private:
    using Replace = std::function<consolidation_type(index_type)>;
    void replaceIndices(const Replace& from, const Replace& to, EConsolidationAction action);
    RelationContainer* find() const;
    RelationContainer& getOrCreate();
    void check() const;

    AccessorParams m_from{"", DataStore::c_Event};
    AccessorParams m_to{"", DataStore::c_Event};
  };
}
