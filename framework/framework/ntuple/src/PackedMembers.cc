// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/ntuple/PackedMembers.h>

#include <ROOT/RField.hxx>
#include <TClass.h>
#include <TStreamerElement.h>
#include <TVirtualStreamerInfo.h>

#include <algorithm>
#include <cmath>

using namespace Belle2;

namespace {
  /** What RNTuple can do. */
  constexpr int c_maxMantissaBits = 22;
  constexpr int c_signAndExponentBits = 9;

  /** Without it, a field whose type is an alias is always stored in the same way. */
  struct AliasRemoval: ROOT::RFieldBase {
    static void removeFrom(ROOT::RFieldBase& field) { (field.*(&AliasRemoval::fTypeAlias)).clear(); }
  };

  /** True if the numbers have a range. */
  bool packNumbers(ROOT::RFieldBase& field, const TStreamerElement& element)
  {
    auto* number = dynamic_cast<ROOT::RField<double>*>(&field);
    if (!number) return false;
    // without a range, the minimum is a number of bits
    const int mantissaBits = static_cast<int>(element.GetXmin()) + 1;
    const bool hasRange = element.GetFactor() != 0;
    if (hasRange) {
      AliasRemoval::removeFrom(field);
      const int bits = std::lround(std::log2(element.GetFactor() * (element.GetXmax() - element.GetXmin())));
      number->SetQuantized(std::clamp(bits, 1, 32), {element.GetXmin(), element.GetXmax()});
    } else if (mantissaBits > 1 && mantissaBits <= c_maxMantissaBits) {
      // a tree rounds where RNTuple cuts off, so it has one bit more here
      AliasRemoval::removeFrom(field);
      number->SetTruncated(c_signAndExponentBits + mantissaBits);
    }
    return hasRange;
  }

  bool packMember(ROOT::RFieldBase& field, const TStreamerElement& element)
  {
    // arrays have their numbers in a field of their own
    const auto items = field.GetMutableSubfields();
    if (element.GetArrayLength() > 0 && items.size() == 1) return packMember(*items.front(), element);
    return packNumbers(field, element);
  }

  ROOT::RFieldBase* findField(ROOT::RFieldBase& parent, const TStreamerElement& element)
  {
    for (ROOT::RFieldBase* field : parent.GetMutableSubfields()) {
      const auto* object = dynamic_cast<ROOT::RClassField*>(field);
      if (element.IsBase() ? object && object->GetClass() == element.GetClassPointer() : field->GetFieldName() == element.GetName())
        return field;
    }
    return nullptr;
  }
}

PackedMembers::PackedMembers(ROOT::RFieldBase& field)
{
  if (const auto* object = dynamic_cast<ROOT::RClassField*>(&field)) pack(field, *object->GetClass(), 0);
}

void PackedMembers::pack(ROOT::RFieldBase& field, const TClass& type, std::ptrdiff_t offset)
{
  TVirtualStreamerInfo* info = type.GetStreamerInfo();
  if (!info) return;
  for (const TObject* object : *info->GetElements()) {
    const auto& element = static_cast<const TStreamerElement&>(*object);
    ROOT::RFieldBase* found = findField(field, element);
    if (!found) continue;
    const std::ptrdiff_t place = offset + element.GetOffset();
    if (element.GetType() % TVirtualStreamerInfo::kOffsetL == TVirtualStreamerInfo::kDouble32) {
      if (!packMember(*found, element)) continue;
      for (int i = 0; i < std::max(1, element.GetArrayLength()); ++i)
        m_ranges.push_back({place + i * static_cast<std::ptrdiff_t>(sizeof(double)), element.GetXmin(), element.GetXmax()});
    } else if (const auto* member = dynamic_cast<ROOT::RClassField*>(found)) {
      pack(*found, *member->GetClass(), place);
    }
  }
}

void PackedMembers::Clamp::add(void* object)
{
  for (const Range& range : m_members.m_ranges) {
    auto* place = reinterpret_cast<double*>(static_cast<char*>(object) + range.offset);
    const double value = *place;
    if (value >= range.min && value <= range.max) continue;
    m_changes.push_back({place, value});
    *place = value > range.max ? range.max : range.min;
  }
}

PackedMembers::Clamp::~Clamp()
{
  for (const Change& change : m_changes) *change.place = change.value;
}
