// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ParamTraits.h>

namespace {
  [[noreturn]] void throwOutOfRange(const Belle2::ParamValue& value, const std::string& type)
  {
    throw std::overflow_error("Could not set module parameter: " + value.getString() + " is out of the range of type '" + type +
                              "'.");
  }
}

namespace Belle2 {
  ParamTypeError::ParamTypeError(const std::string& expected, const ParamValue& given)
    : std::runtime_error("Could not set module parameter: Expected type '" + expected + "' instead of '" + given.getTypeName() +
                         "'.") {}

  ParamTypeError::ParamTypeError(std::size_t given, std::size_t expected)
    : std::runtime_error("Could not set module parameter: Given python tuple has length " + std::to_string(given) + ", expected "
                         + std::to_string(expected)) {}

  std::int64_t toSigned(const ParamValue& value, std::int64_t minimum, std::int64_t maximum, const std::string& type)
  {
    if (const auto* flag = value.as<bool>()) return *flag;
    if (value.as<std::uint64_t>()) {
      const std::uint64_t number = *value.as<std::uint64_t>();
      if (number > std::uint64_t(maximum)) throwOutOfRange(value, type);
      return static_cast<std::int64_t>(number);
    }
    const auto* number = value.as<std::int64_t>();
    if (!number) throw ParamTypeError(type, value);
    if (*number < minimum || *number > maximum) throwOutOfRange(value, type);
    return *number;
  }

  std::uint64_t toUnsigned(const ParamValue& value, std::uint64_t maximum, const std::string& type)
  {
    if (const auto* flag = value.as<bool>()) return *flag;
    const auto* large = value.as<std::uint64_t>();
    const auto* number = value.as<std::int64_t>();
    if (!large && !number) throw ParamTypeError(type, value);
    if (number && *number < 0) throwOutOfRange(value, type);
    const std::uint64_t result = large ? *large : static_cast<std::uint64_t>(*number);
    if (result > maximum) throwOutOfRange(value, type);
    return result;
  }

  double toDouble(const ParamValue& value)
  {
    if (const auto* number = value.as<double>()) return *number;
    if (const auto* number = value.as<std::int64_t>()) return static_cast<double>(*number);
    if (const auto* number = value.as<std::uint64_t>()) return static_cast<double>(*number);
    if (const auto* flag = value.as<bool>()) return *flag;
    throw ParamTypeError("float", value);
  }

  bool toBool(const ParamValue& value)
  {
    if (const auto* flag = value.as<bool>()) return *flag;
    // 0 and 1 are common in steering files, and nothing else has the meaning of a truth value.
    const auto* number = value.as<std::int64_t>();
    if (number && (*number == 0 || *number == 1)) return *number;
    throw ParamTypeError("bool", value);
  }

  std::string toString(const ParamValue& value)
  {
    const auto* text = value.as<std::string>();
    if (!text) throw ParamTypeError("str", value);
    return *text;
  }

  const std::vector<ParamValue>& toTuple(const ParamValue& value, std::size_t size, const std::string& type)
  {
    const auto* tuple = value.as<ParamTuple>();
    if (!tuple) throw ParamTypeError(type, value);
    if (tuple->items.size() != size) throw ParamTypeError(tuple->items.size(), size);
    return tuple->items;
  }

  const ParamDict& toDict(const ParamValue& value, const std::string& type)
  {
    const auto* dict = value.as<ParamDict>();
    if (!dict) throw ParamTypeError(type, value);
    return *dict;
  }

  std::shared_ptr<Path> toPath(const ParamValue& value)
  {
    if (value.isNone()) return nullptr;
    const auto* path = value.as<std::shared_ptr<Path>>();
    if (!path) throw ParamTypeError("Path", value);
    return *path;
  }
}
