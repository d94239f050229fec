// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/RelationContainer.h>

#include <vector>

namespace Belle2 {

  /** Constant-time look-up in a relation container from both sides; single relations can be appended without a rebuild. */
  class RelationIndexCache final {
  public:
    static constexpr int c_End = -1;

    /** One pair of related objects and where it is in the container. */
    struct Item {
      int from;
      int to;
      float weight;
      /** Next items of the same from or to object, c_End behind the last. */
      int nextFrom;
      int nextTo;
      /** Element of the container and place in it. */
      int element;
      int slot;
    };

    /** True if this is the index of this container as it is now. */
    bool isCurrent(const RelationContainer& container) const { return m_container == &container && !container.isModified(); }
    /** Indices that do not exist in the arrays are fatal; a negative size means unknown. */
    void build(RelationContainer& container, int fromSize, int toSize);
    void append(int from, int to, float weight, int element, int slot);
    void clear();

    int getSize() const { return m_items.size(); }
    Item& getItem(int item) { return m_items[item]; }
    /** First item of an object on one side, c_End if there is none. */
    int getFirst(int index, bool fromSide) const
    {
      const std::vector<Chain>& chains = fromSide ? m_from : m_to;
      return index >= 0 && index < static_cast<int>(chains.size()) ? chains[index].first : c_End;
    }
    int getNext(int item, bool fromSide) const { return fromSide ? m_items[item].nextFrom : m_items[item].nextTo; }

  private:
    struct Chain {
      int first = c_End;
      int last = c_End;
    };

    const RelationContainer* m_container = nullptr;
    std::vector<Item> m_items;
    std::vector<Chain> m_from;
    std::vector<Chain> m_to;
  };
}
