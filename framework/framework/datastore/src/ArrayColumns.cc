// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/datastore/ArrayColumns.h>

#include <TClass.h>
#include <TClonesArray.h>
#include <TStreamerElement.h>
#include <TVirtualStreamerInfo.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <type_traits>
#include <unordered_map>

using namespace Belle2;

namespace {
  using Info = TVirtualStreamerInfo;

  /** Types in memory of what is stored as these. */
  const std::map<int, std::string> c_types{
    {Info::kChar, "i1"}, {Info::kShort, "i2"}, {Info::kInt, "i4"}, {Info::kCounter, "i4"}, {Info::kLong, "i8"},
    {Info::kLong64, "i8"}, {Info::kUChar, "u1"}, {Info::kUShort, "u2"}, {Info::kUInt, "u4"}, {Info::kULong, "u8"},
    {Info::kULong64, "u8"}, {Info::kFloat, "f4"}, {Info::kFloat16, "f4"}, {Info::kDouble, "f8"}, {Info::kDouble32, "f8"},
    {Info::kBool, "b1"}
  };

  /** "(2,3)" for an array of such dimensions, "" for a single value. */
  std::string describeShape(const TStreamerElement& element)
  {
    std::string text;
    for (int i = 0; i < element.GetArrayDim(); ++i) text += std::to_string(element.GetMaxIndex(i)) + ",";
    return text.empty() ? "" : "(" + text + ")";
  }

  /** Objects whose columns are copied one after the other: so many stay in the cache meanwhile. */
  constexpr int c_blockSize = 128;

  /** Calls a function with the size as type, because copies of a size that the compiler knows are single instructions. */
  template<class Function> void withSize(size_t size, Function function)
  {
    if (size == 1) function(std::integral_constant<size_t, 1>());
    else if (size == 2) function(std::integral_constant<size_t, 2>());
    else if (size == 4) function(std::integral_constant<size_t, 4>());
    else if (size == 8) function(std::integral_constant<size_t, 8>());
    else function(size);
  }
}

const ArrayColumns& ArrayColumns::of(const TClass& objClass)
{
  static std::unordered_map<const TClass*, ArrayColumns> known;
  const auto found = known.find(&objClass);
  if (found != known.end()) return found->second;
  ArrayColumns columns;
  columns.add(objClass, 0);
  return known.emplace(&objClass, std::move(columns)).first->second;
}

void ArrayColumns::add(const TClass& objClass, long offset)
{
  const TVirtualStreamerInfo* info = objClass.GetStreamerInfo();
  if (!info || &objClass == TObject::Class()) return;
  std::vector<const TStreamerElement*> bases;
  for (const TObject* object : *info->GetElements()) {
    const auto& element = static_cast<const TStreamerElement&>(*object);
    if (element.IsBase()) bases.push_back(&element);
    const bool isArray = element.GetArrayLength() > 0;
    const auto type = c_types.find(element.GetType() - (isArray ? static_cast<int>(Info::kOffsetL) : 0));
    auto isNamesake = [&element](const Column & column) { return column.member == element.GetName(); };
    if (type == c_types.end() || std::any_of(m_columns.begin(), m_columns.end(), isNamesake)) continue;
    const size_t size = (type->second[1] - '0') * (isArray ? element.GetArrayLength() : 1);
    m_columns.push_back({element.GetName(), describeShape(element) + type->second, offset + element.GetOffset(), size});
  }
  for (const TStreamerElement* base : bases) {
    if (const TClass* baseClass = base->GetClassPointer()) add(*baseClass, offset + base->GetOffset());
  }
}

std::vector<std::string> ArrayColumns::describe() const
{
  std::vector<std::string> result;
  for (const Column& column : m_columns) result.push_back(column.member + " " + column.type);
  return result;
}

template<class Array, class Pointer, class Copy> void ArrayColumns::copy(Array& array, int first, int last, const Pointer* values,
    Copy copy) const
{
  for (int begin = first; begin < last; begin += c_blockSize) {
    const int end = std::min(begin + c_blockSize, last);
    for (size_t column = 0; column < m_columns.size(); ++column) {
      if (!values[column]) continue;
      withSize(m_columns[column].size, [&, offset = m_columns[column].offset](auto size) {
        Pointer value = values[column] + size * (begin - first);
        for (int i = begin; i < end; ++i, value += size) copy(reinterpret_cast<char*>(array.UncheckedAt(i)) + offset, value, size);
      });
    }
  }
}

void ArrayColumns::read(const TClonesArray& array, int first, int last, char* const* values) const
{
  copy(array, first, last, values, [](const char* member, char* value, auto size) { std::memcpy(value, member, size); });
}

void ArrayColumns::write(TClonesArray& array, int first, int last, const char* const* values) const
{
  copy(array, first, last, values, [](char* member, const char* value, auto size) { std::memcpy(member, value, size); });
}
