// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

class TClass;
class TClonesArray;

namespace Belle2 {

  /**
   * The members of basic types that are stored of a class: one column of values each.
   *
   * Those of base classes are among them, except for one that has the name of a member of a derived class.
   */
  class ArrayColumns final {
  public:
    /** Columns of a class, which are found once for each. */
    static const ArrayColumns& of(const TClass& objClass);

    /** Member and type of each column, the type as numpy writes it: "m_pdg i4", "m_errors (6,6)f4". */
    std::vector<std::string> describe() const;

    /** Copy values of the objects from index first to before last; each column has the place of its first value, or null. */
    void read(const TClonesArray& array, int first, int last, char* const* values) const;
    void write(TClonesArray& array, int first, int last, const char* const* values) const;

  private:
    struct Column {
      std::string member;
      std::string type;
      long offset;
      size_t size;
    };

    ArrayColumns() = default;
    void add(const TClass& objClass, long offset);
    template<class Array, class Pointer, class Copy> void copy(Array& array, int first, int last, const Pointer* values,
                                                               Copy copy) const;

    std::vector<Column> m_columns;
  };
}
