// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ParamTraits.h>

#include <exception>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

namespace Belle2 {
  /** Shared by tuple and pair. */
  template<class Tuple, class... T> struct ParamTupleTraits {
    static std::string name()
    {
      std::string names;
      ((names += (names.empty() ? "" : ", ") + ParamTraits<T>::name()), ...);
      return "tuple(" + names + ")";
    }
    static Tuple get(const ParamValue& value)
    {
      return get(toTuple(value, sizeof...(T), name()), std::index_sequence_for<T...>());
    }
    template<std::size_t... I> static Tuple get(const std::vector<ParamValue>& items, std::index_sequence<I...>)
    {
      return Tuple{ParamTraits<T>::get(items[I])...};
    }
    static ParamValue put(const Tuple& value)
    {
      ParamTuple tuple;
      std::apply([&tuple](const T & ... item) { (tuple.items.push_back(ParamTraits<T>::put(item)), ...); }, value);
      return ParamValue::Variant(std::move(tuple));
    }
    static bool isExact(const ParamValue& value)
    {
      const auto* tuple = value.as<ParamTuple>();
      return tuple && tuple->items.size() == sizeof...(T) && isExact(tuple->items, std::index_sequence_for<T...>());
    }
    template<std::size_t... I> static bool isExact(const std::vector<ParamValue>& items, std::index_sequence<I...>)
    {
      return (ParamTraits<T>::isExact(items[I]) && ...);
    }
  };
  template<class... T> struct ParamTraits<std::tuple<T...>> : ParamTupleTraits<std::tuple<T...>, T...> {};
  template<class A, class B> struct ParamTraits<std::pair<A, B>> : ParamTupleTraits<std::pair<A, B>, A, B> {};

  template<class T> struct ParamTraits<std::optional<T>> {
    static std::string name() { return ParamTraits<T>::name() + " or None"; }
    static std::optional<T> get(const ParamValue& value)
    {
      if (value.isNone()) return std::nullopt;
      return ParamTraits<T>::get(value);
    }
    static ParamValue put(const std::optional<T>& value) { return value ? ParamTraits<T>::put(*value) : ParamValue(); }
    static bool isExact(const ParamValue& value) { return value.isNone() || ParamTraits<T>::isExact(value); }
  };

  template<class... T> struct ParamTraits<std::variant<T...>> {
    using Variant = std::variant<T...>;
    static std::string name()
    {
      std::string names;
      ((names += (names.empty() ? "" : ", ") + ParamTraits<T>::name()), ...);
      return "variant(" + names + ")";
    }
    /** The last alternative of exactly the type of the value; an earlier one if the value is out of the range of the last. */
    static Variant get(const ParamValue& value)
    {
      std::optional<Variant> result;
      std::exception_ptr failure;
      (tryAlternative<T>(value, result, failure), ...);
      if (result) return *result;
      if (failure) std::rethrow_exception(failure);
      throw ParamTypeError(name(), value);
    }
    template<class A>
    static void tryAlternative(const ParamValue& value, std::optional<Variant>& result, std::exception_ptr& failure)
    {
      if (!ParamTraits<A>::isExact(value)) return;
      try {
        result = Variant(std::in_place_type<A>, ParamTraits<A>::get(value));
      } catch (std::overflow_error&) {
        failure = std::current_exception();
      }
    }
    static ParamValue put(const Variant& value)
    {
      return std::visit([](const auto & item) { return ParamTraits<std::decay_t<decltype(item)>>::put(item); }, value);
    }
    static bool isExact(const ParamValue& value) { return (ParamTraits<T>::isExact(value) || ...); }
  };
}
