// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/RelationIndexCache.h>
#include <framework/datastore/StoreEntry.h>

#include <string>

namespace Belle2 {

  /** One registered relation: its two arrays, its container and the index of it. */
  struct RelationLink final {
    StoreEntry* from = nullptr;
    StoreEntry* to = nullptr;
    StoreEntry* relation = nullptr;
    std::string namedRelation;
    RelationIndexCache index;

    /** The container of this event, or null. */
    RelationContainer* getContainer() const { return static_cast<RelationContainer*>(relation->ptr); }
    /** The container, made to exist if need be. */
    RelationContainer& getOrCreateContainer();
    /** The index of the container, built anew if the container was changed; null without a container. */
    RelationIndexCache* getCurrentIndex()
    {
      RelationContainer* container = getContainer();
      if (container && !index.isCurrent(*container)) buildIndex(*container);
      return container ? &index : nullptr;
    }

  private:
    void buildIndex(RelationContainer& container);
  };
}
