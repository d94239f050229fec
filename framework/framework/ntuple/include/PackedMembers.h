// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

class TClass;

namespace ROOT {
  class RFieldBase;
}

namespace Belle2 {

  /**
   * Members of type Double32_t of a class, with the ranges and numbers of bits that their comments give.
   *
   * A TTree packs such numbers by itself; RNTuple must be told, and ends with an error for numbers outside of the range. As in a
   * tree, these become the nearest number of the range. Members in collections are not packed.
   */
  class PackedMembers final {
  public:
    /** None, for a field that is read. */
    PackedMembers() = default;
    /** Makes the fields of the members in the field of a class store them packed. */
    explicit PackedMembers(ROOT::RFieldBase& field);

    /** Keeps the numbers of objects in their ranges as long as it lives. */
    class Clamp final {
    public:
      explicit Clamp(const PackedMembers& members): m_members(members) {}
      ~Clamp();
      void add(void* object);
      Clamp(const Clamp&) = delete;
      Clamp& operator=(const Clamp&) = delete;

    private:
      struct Change {
        double* place;
        double value;
      };
      const PackedMembers& m_members;
      std::vector<Change> m_changes;
    };

  private:
    struct Range {
      std::ptrdiff_t offset;
      double min;
      double max;
    };

    void pack(ROOT::RFieldBase& field, const TClass& type, std::ptrdiff_t offset);

    std::vector<Range> m_ranges;
  };
}
