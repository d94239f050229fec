// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ParamValue.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
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
}

// behind the traits of single values, of which they are made
#include <framework/core/ParamTraitsOfContainers.h>
#include <framework/core/ParamTraitsOfTuples.h>
