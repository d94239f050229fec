// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace Belle2 {
  class Path;
  class ParamValue;

  /** Values of a list parameter. */
  struct ParamList {
    std::vector<ParamValue> items;
  };

  /** Values of a tuple parameter. */
  struct ParamTuple {
    std::vector<ParamValue> items;
  };

  /** Values of a set parameter. */
  struct ParamSet {
    std::vector<ParamValue> items;
  };

  /** Pairs of a dictionary parameter, in the order given. */
  struct ParamDict {
    std::vector<std::pair<ParamValue, ParamValue>> items;
  };

  /** A value of a type that no parameter takes: only its name is kept, for the error. */
  struct ParamForeign {
    std::string typeName;
  };

  /** Neutral value of a module parameter: a tree without any Python or C++ parameter type in it. */
  class ParamValue {
  public:
    using Variant = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string,
          ParamList, ParamTuple, ParamSet, ParamDict, std::shared_ptr<Path>, ParamForeign>;

    ParamValue() = default;
    ParamValue(Variant value): m_value(std::move(value)) {}

    /** The value as alternative X, or nullptr. */
    template<class X> const X* as() const { return std::get_if<X>(&m_value); }

    /** True for the absent value (None). */
    bool isNone() const { return std::holds_alternative<std::monostate>(m_value); }

    const Variant& getVariant() const { return m_value; }

    /** Name of the Python type that the value stands for. */
    std::string getTypeName() const;

    /** The value as it would be written in a steering file. */
    std::string getString() const;

  private:
    Variant m_value;
  };
}
