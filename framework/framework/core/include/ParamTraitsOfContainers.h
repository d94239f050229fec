// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ParamTraits.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

namespace Belle2 {
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
}
