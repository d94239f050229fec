// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ParamValue.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace Belle2 {
  /** A value of the wrong type was given to a parameter. */
  struct ParamTypeError : std::runtime_error {
    ParamTypeError(const std::string& expected, const ParamValue& given);
    /** A tuple of the wrong length. */
    ParamTypeError(std::size_t given, std::size_t expected);
  };

  /** Integer between minimum and maximum; throws ParamTypeError or std::overflow_error. */
  std::int64_t toSigned(const ParamValue& value, std::int64_t minimum, std::int64_t maximum, const std::string& type);
  /** Integer from zero to maximum; throws ParamTypeError or std::overflow_error. */
  std::uint64_t toUnsigned(const ParamValue& value, std::uint64_t maximum, const std::string& type);
  /** Floating point number; integers and bools are taken, too. */
  double toDouble(const ParamValue& value);
  bool toBool(const ParamValue& value);
  std::string toString(const ParamValue& value);
  /** Items of a tuple of the wanted length. */
  const std::vector<ParamValue>& toTuple(const ParamValue& value, std::size_t size, const std::string& type);
  const ParamDict& toDict(const ParamValue& value, const std::string& type);
  std::shared_ptr<Path> toPath(const ParamValue& value);

  /** Conversion between the C++ type of a parameter and the value tree: name(), get(tree), put(value), isExact(tree). */
  template<class T, class Enable = void> struct ParamTraits;

  template<class T> struct ParamTraits < T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool >>> {
    static std::string name()
    {
      std::string size = sizeof(T) == 2 ? "short int" : std::is_same_v<std::make_signed_t<T>, int> ? "int" : "long int";
      return std::is_unsigned_v<T> ? "unsigned " + size : size;
    }
    static T get(const ParamValue& value)
    {
      using Limits = std::numeric_limits<T>;
      if constexpr(std::is_unsigned_v<T>) return toUnsigned(value, Limits::max(), name());
      else return toSigned(value, Limits::min(), Limits::max(), name());
    }
    static ParamValue put(T value)
    {
      if constexpr(std::is_unsigned_v<T>) return ParamValue::Variant(std::uint64_t(value));
      else return ParamValue::Variant(std::int64_t(value));
    }
    static bool isExact(const ParamValue& value) { return value.as<std::int64_t>() || value.as<std::uint64_t>(); }
  };

  template<class T> struct ParamTraits<T, std::enable_if_t<std::is_floating_point_v<T>>> {
    static std::string name() { return "float"; }
    static T get(const ParamValue& value) { return static_cast<T>(toDouble(value)); }
    static ParamValue put(T value) { return ParamValue::Variant(double(value)); }
    static bool isExact(const ParamValue& value) { return value.as<double>(); }
  };

  template<> struct ParamTraits<bool> {
    static std::string name() { return "bool"; }
    static bool get(const ParamValue& value) { return toBool(value); }
    static ParamValue put(bool value) { return ParamValue::Variant(value); }
    static bool isExact(const ParamValue& value) { return value.as<bool>(); }
  };

  template<> struct ParamTraits<std::string> {
    static std::string name() { return "str"; }
    static std::string get(const ParamValue& value) { return toString(value); }
    static ParamValue put(const std::string& value) { return ParamValue::Variant(value); }
    static bool isExact(const ParamValue& value) { return value.as<std::string>(); }
  };

  template<> struct ParamTraits<std::shared_ptr<Path>> {
    static std::string name() { return "Path"; }
    static std::shared_ptr<Path> get(const ParamValue& value) { return toPath(value); }
    static ParamValue put(const std::shared_ptr<Path>& value)
    {
      return value ? ParamValue(ParamValue::Variant(value)) : ParamValue();
    }
    static bool isExact(const ParamValue& value) { return value.as<std::shared_ptr<Path>>(); }
  };

  template<class T> struct ParamTraits<std::vector<T>> {
    static std::string name() { return "list(" + ParamTraits<T>::name() + ")"; }
    static std::vector<T> get(const ParamValue& value)
    {
      const auto* list = value.as<ParamList>();
      if (!list) return {ParamTraits<T>::get(value)};
      std::vector<T> result;
      for (const auto& item : list->items) result.push_back(ParamTraits<T>::get(item));
      return result;
    }
    static ParamValue put(const std::vector<T>& value)
    {
      ParamList list;
      for (const auto& item : value) list.items.push_back(ParamTraits<T>::put(item));
      return ParamValue::Variant(std::move(list));
    }
    static bool isExact(const ParamValue& value)
    {
      const auto* list = value.as<ParamList>();
      return list && std::all_of(list->items.begin(), list->items.end(), &ParamTraits<T>::isExact);
    }
  };

  template<class T> struct ParamTraits<std::set<T>> {
    static std::string name() { return "set(" + ParamTraits<T>::name() + ")"; }
    static std::set<T> get(const ParamValue& value)
    {
      const auto* set = value.as<ParamSet>();
      if (!set) return {ParamTraits<T>::get(value)};
      std::set<T> result;
      for (const auto& item : set->items) result.insert(ParamTraits<T>::get(item));
      return result;
    }
    static ParamValue put(const std::set<T>& value)
    {
      ParamSet set;
      for (const auto& item : value) set.items.push_back(ParamTraits<T>::put(item));
      return ParamValue::Variant(std::move(set));
    }
    static bool isExact(const ParamValue& value)
    {
      const auto* set = value.as<ParamSet>();
      return set && std::all_of(set->items.begin(), set->items.end(), &ParamTraits<T>::isExact);
    }
  };

  /** Shared by the ordered and the unordered map. */
  template<class Map> struct ParamMapTraits {
    using K = typename Map::key_type;
    using V = typename Map::mapped_type;
    static std::string name() { return "dict(" + ParamTraits<K>::name() + " -> " + ParamTraits<V>::name() + ")"; }
    static Map get(const ParamValue& value)
    {
      Map result;
      for (const auto& [key, item] : toDict(value, name()).items)
        result.insert_or_assign(ParamTraits<K>::get(key), ParamTraits<V>::get(item));
      return result;
    }
    static ParamValue put(const Map& value)
    {
      ParamDict dict;
      for (const auto& [key, item] : value) dict.items.emplace_back(ParamTraits<K>::put(key), ParamTraits<V>::put(item));
      return ParamValue::Variant(std::move(dict));
    }
    static bool isExact(const ParamValue& value)
    {
      const auto* dict = value.as<ParamDict>();
      return dict && std::all_of(dict->items.begin(), dict->items.end(), [](const auto & pair) {
        return ParamTraits<K>::isExact(pair.first) && ParamTraits<V>::isExact(pair.second);
      });
    }
  };
  template<class K, class V> struct ParamTraits<std::map<K, V>> : ParamMapTraits<std::map<K, V>> {};
  template<class K, class V> struct ParamTraits<std::unordered_map<K, V>> : ParamMapTraits<std::unordered_map<K, V>> {};

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
