// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ParamValue.h>

#include <framework/core/Path.h>

#include <array>
#include <charconv>

using namespace Belle2;

namespace {
  std::string join(const std::vector<ParamValue>& items)
  {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ", ") + item.getString();
    return text;
  }

  /** The text in a steering file for each alternative. */
  struct Writer {
    std::string operator()(std::monostate) const { return "None"; }
    std::string operator()(bool value) const { return value ? "True" : "False"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(std::uint64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const
    {
      std::array<char, 40> buffer;
      const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
      std::string text(buffer.data(), end);
      return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
    }
    std::string operator()(const std::string& value) const { return "'" + value + "'"; }
    std::string operator()(const ParamList& value) const { return "[" + join(value.items) + "]"; }
    std::string operator()(const ParamTuple& value) const
    {
      return "(" + join(value.items) + (value.items.size() == 1 ? ",)" : ")");
    }
    std::string operator()(const ParamSet& value) const { return value.items.empty() ? "set()" : "{" + join(value.items) + "}"; }
    std::string operator()(const ParamDict& value) const
    {
      std::string text;
      for (const auto& [key, item] : value.items) text += (text.empty() ? "" : ", ") + key.getString() + ": " + item.getString();
      return "{" + text + "}";
    }
    std::string operator()(const std::shared_ptr<Path>& value) const { return value->getPathString(); }
    std::string operator()(const ParamForeign& value) const { return "<" + value.typeName + ">"; }
  };

  struct TypeName {
    std::string operator()(std::monostate) const { return "NoneType"; }
    std::string operator()(bool) const { return "bool"; }
    std::string operator()(std::int64_t) const { return "int"; }
    std::string operator()(std::uint64_t) const { return "int"; }
    std::string operator()(double) const { return "float"; }
    std::string operator()(const std::string&) const { return "str"; }
    std::string operator()(const ParamList&) const { return "list"; }
    std::string operator()(const ParamTuple&) const { return "tuple"; }
    std::string operator()(const ParamSet&) const { return "set"; }
    std::string operator()(const ParamDict&) const { return "dict"; }
    std::string operator()(const std::shared_ptr<Path>&) const { return "Path"; }
    std::string operator()(const ParamForeign& value) const { return value.typeName; }
  };
}

std::string ParamValue::getTypeName() const
{
  return std::visit(TypeName(), m_value);
}

std::string ParamValue::getString() const
{
  return std::visit(Writer(), m_value);
}
