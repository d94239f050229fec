// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/StoreBranches.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ROOT {
  class RFieldBase;
}

namespace Belle2 {

  class RelationContainer;

  /** The relations of one container as an ntuple has them: vectors of numbers. The order of the members is that of the field. */
  struct FlatRelation final {
    /** For each element: index on the from side, and how many pairs it has. */
    std::vector<std::uint32_t> from;
    std::vector<std::uint32_t> size;
    /** For each pair. */
    std::vector<std::uint32_t> to;
    std::vector<float> weight;

    /** Replaces all by what a container has; null if there is none. */
    void set(const RelationContainer* container);
    /** Adds all to an empty container; std::runtime_error if the sizes do not agree. */
    void copyTo(RelationContainer& container) const;

    /** Field for such a value. */
    static std::unique_ptr<ROOT::RFieldBase> makeField(const std::string& name);
    /** Description for the field, which says which arrays are related. */
    static std::string describe(const StoreBranches::Relation& relation);
    /** What a description says; std::runtime_error if it says nothing of that kind. */
    static StoreBranches::Relation parse(const std::string& description);
  };
}
