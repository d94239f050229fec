// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/PythonClasses.h>

#include <TObject.h>

#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace Belle2 {

  struct RelationLink;

  /** A related object, the weight and where the relation is stored. */
  struct RelationEntry final {
    TObject* object = nullptr;
    float weight = 1.0;
    RelationLink* link = nullptr;
    int element = -1;
    int slot = -1;
  };

  /** Objects of any class related to an object. */
  class RelationVectorBase {
  public:
    RelationVectorBase() = default;
    explicit RelationVectorBase(std::vector<RelationEntry> relations): m_relations(std::move(relations)) {}

    size_t size() const { return m_relations.size(); }
    /** std::out_of_range if there is no such object. */
    TObject* object(size_t index) const { return m_relations.at(index).object; }
    float weight(size_t index) const { return m_relations.at(index).weight; }
    std::vector<float> weights() const;
    /** Changes the stored weight. */
    void setWeight(size_t index, float weight);
    /** Removes the relation from the data store. */
    void remove(size_t index);
    /** Appends the objects of another vector. */
    void add(const RelationVectorBase& other);
    /** For Python. */
    TObject* operator[](size_t index) const { return object(index); }
    /** See PythonClasses. */
    static void __cppyy_explicit_pythonize__(PyObject* pythonClass, const std::string&) { PythonClasses::add(pythonClass); }

  protected:
    std::vector<RelationEntry> m_relations;
  };

  /** Objects of one class related to an object. */
  template<class T> class RelationVector final: public RelationVectorBase {
  public:
    class iterator final {
    public:
      using iterator_category = std::forward_iterator_tag;
      using value_type = T;
      using difference_type = std::ptrdiff_t;
      using pointer = T*;
      using reference = T&;

      explicit iterator(const RelationEntry* entry): m_entry(entry) {}
      T& operator*() const { return *operator->(); }
      T* operator->() const { return static_cast<T*>(m_entry->object); }
      iterator& operator++() { ++m_entry; return *this; }
      iterator operator++(int) { auto old = *this; ++m_entry; return old; }
      bool operator==(const iterator& other) const { return m_entry == other.m_entry; }
      bool operator!=(const iterator& other) const { return m_entry != other.m_entry; }

    private:
      const RelationEntry* m_entry;
    };
    using const_iterator = iterator;

    RelationVector() = default;
    explicit RelationVector(RelationVectorBase&& base): RelationVectorBase(std::move(base)) {}

    T* object(size_t index) const { return static_cast<T*>(RelationVectorBase::object(index)); }
    T* operator[](size_t index) const { return object(index); }
    iterator begin() const { return iterator(m_relations.data()); }
    iterator end() const { return iterator(m_relations.data() + m_relations.size()); }
  };
}
