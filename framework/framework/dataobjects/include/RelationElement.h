// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TObject.h>

#include <utility>
#include <vector>

namespace Belle2 {

  /** Relations of one array member to members of another array, with weights. */
  class RelationElement final: public TObject {
  public:
    using index_type = unsigned int;
    using weight_type = float;

    RelationElement() = default;
    RelationElement(index_type from, index_type to, weight_type weight): m_from(from), m_to{to}, m_weights{weight} {}
    RelationElement(index_type from, std::vector<index_type> to, std::vector<weight_type> weights):
      m_from(from), m_to(std::move(to)), m_weights(std::move(weights)) {}

    /** As if constructed so, in the memory that the vectors have. */
    void set(index_type from, index_type to, weight_type weight)
    {
      m_from = from;
      m_to.assign(1, to);
      m_weights.assign(1, weight);
    }
    void set(index_type from, std::vector<index_type> to, std::vector<weight_type> weights)
    {
      m_from = from;
      m_to = std::move(to);
      m_weights = std::move(weights);
    }

    index_type getFromIndex() const { return m_from; }
    /** Number of pairs. */
    size_t getSize() const { return m_to.size(); }
    /** std::out_of_range if there is no such pair. */
    index_type getToIndex(size_t index = 0) const { return m_to.at(index); }
    weight_type getWeight(size_t index = 0) const { return m_weights.at(index); }
    const std::vector<index_type>& getToIndices() const { return m_to; }
    const std::vector<weight_type>& getWeights() const { return m_weights; }

    void setWeight(size_t index, weight_type weight) { m_weights.at(index) = weight; }
    void remove(size_t index)
    {
      m_to.erase(m_to.begin() + index);
      m_weights.erase(m_weights.begin() + index);
    }

  private:
    index_type m_from = 0;
    std::vector<index_type> m_to;
    std::vector<weight_type> m_weights;

    ClassDefOverride(RelationElement, 3)
  };
}
