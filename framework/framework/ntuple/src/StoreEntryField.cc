// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/ntuple/StoreEntryField.h>

#include <TClonesArray.h>

#include <cstring>
#include <stdexcept>
#include <type_traits>

using namespace Belle2;

namespace {
  std::string getTypeName(const ROOT::RFieldBase& objects, bool isArray)
  {
    return (isArray ? "std::vector<" : "std::optional<") + objects.GetTypeName() + ">";
  }

  char* getPlace(const TClonesArray& array, std::size_t index)
  {
    return reinterpret_cast<char*>(array.UncheckedAt(static_cast<int>(index)));
  }

  /** Sizes that the compiler knows are copied by one instruction. */
  template<class COPY> void withSize(std::size_t size, COPY copy)
  {
    if (size == 8) copy(std::integral_constant<std::size_t, 8>());
    else if (size == 4) copy(std::integral_constant<std::size_t, 4>());
    else copy(size);
  }
}

StoreEntryField::StoreEntryField(std::string_view name, const std::string& className, bool isArray, Use use):
  StoreEntryField(name, ROOT::RFieldBase::Create("_0", className).Unwrap(), isArray, use) {}

StoreEntryField::StoreEntryField(std::string_view name, std::unique_ptr<ROOT::RFieldBase> objects, bool isArray, Use use):
  RFieldBase(name, getTypeName(*objects, isArray), ROOT::ENTupleStructure::kCollection, false),
  m_isArray(isArray), m_use(use), m_packedMembers(use == Use::c_Write ? PackedMembers(*objects) : PackedMembers())
{
  Attach(std::move(objects));
}

std::unique_ptr<ROOT::RFieldBase> StoreEntryField::CloneImpl(std::string_view name) const
{
  return std::unique_ptr<RFieldBase>(new StoreEntryField(name, fSubfields.front()->Clone("_0"), m_isArray, m_use));
}

void StoreEntryField::ConstructValue(void*) const
{
  throw std::logic_error("Entries are made by the data store only.");
}

const ROOT::RFieldBase::RColumnRepresentations& StoreEntryField::GetColumnRepresentations() const
{
  using Type = ROOT::ENTupleColumnType;
  static const RColumnRepresentations representations({{Type::kSplitIndex64}, {Type::kIndex64}, {Type::kSplitIndex32},
    {Type::kIndex32}
  }, {});
  return representations;
}

void StoreEntryField::GenerateColumns()
{
  GenerateColumnsImpl<ROOT::Internal::RColumnIndex>();
}

void StoreEntryField::GenerateColumns(const ROOT::RNTupleDescriptor& descriptor)
{
  GenerateColumnsImpl<ROOT::Internal::RColumnIndex>(descriptor);
}

std::size_t StoreEntryField::appendObject(TObject* object)
{
  PackedMembers::Clamp clamp(m_packedMembers);
  clamp.add(object);
  return CallAppendOn(*fSubfields.front(), object);
}

std::size_t StoreEntryField::appendArray(const TClonesArray& array)
{
  const int n = array.GetEntriesFast();
  if (n == 0) return 0;
  prepareColumns(array.UncheckedAt(0));
  PackedMembers::Clamp clamp(m_packedMembers);
  for (int i = 0; i < n; ++i) clamp.add(array.UncheckedAt(i));
  std::size_t bytes = 0;
  for (const Column& column : m_columns) bytes += appendColumn(array, column);
  for (const Member& member : m_members) {
    for (int i = 0; i < n; ++i) bytes += CallAppendOn(*member.field, getPlace(array, i) + member.offset);
  }
  return bytes;
}

std::size_t StoreEntryField::appendColumn(const TClonesArray& array, const Column& column)
{
  const auto n = static_cast<std::size_t>(array.GetEntriesFast());
  const std::size_t bytes = column.repetitions * column.size;
  if (m_buffer.size() < n * bytes) m_buffer.resize(n * bytes);
  withSize(bytes, [&](auto size) {
    char* to = m_buffer.data();
    for (std::size_t i = 0; i < n; ++i, to += bytes) std::memcpy(to, getPlace(array, i) + column.offset, size);
  });
  column.column->AppendV(m_buffer.data(), n * column.repetitions);
  return column.column->GetElement()->GetPackedSize(n * column.repetitions);
}

std::size_t StoreEntryField::AppendImpl(const void* from)
{
  const auto& entry = *static_cast<const StoreEntry*>(from);
  std::size_t bytes = 0;
  int n = 0;
  if (const TClonesArray* array = entry.getPtrAsArray()) {
    n = array->GetEntriesFast();
    bytes += appendArray(*array);
  } else if (entry.ptr) {
    n = 1;
    bytes += appendObject(entry.ptr);
  }
  m_nWritten += n;
  fPrincipalColumn->Append(&m_nWritten);
  return bytes + fPrincipalColumn->GetElement()->GetPackedSize();
}

void StoreEntryField::ReadGlobalImpl(ROOT::NTupleSize_t index, void* to)
{
  auto& entry = *static_cast<StoreEntry*>(to);
  ROOT::RNTupleLocalIndex start;
  ROOT::NTupleSize_t n = 0;
  fPrincipalColumn->GetCollectionInfo(index, &start, &n);
  if (m_isArray) readArray(entry, start, n);
  else readObject(entry, start, n);
}

void StoreEntryField::readObject(StoreEntry& entry, const ROOT::RNTupleLocalIndex& start, std::size_t n)
{
  // members that are not stored must not keep values of the event before
  entry.recreate();
  if (n > 0) CallReadOn(*fSubfields.front(), start, entry.object);
  else entry.ptr = nullptr;
}

void StoreEntryField::readArray(StoreEntry& entry, const ROOT::RNTupleLocalIndex& start, std::size_t n)
{
  auto& array = static_cast<TClonesArray&>(*entry.object);
  // of an empty array it would still look at all places
  if (!array.IsEmpty()) array.Delete();
  array.ExpandCreateFast(static_cast<int>(n));
  entry.setValid();
  if (n == 0) return;
  prepareColumns(array.UncheckedAt(0));
  for (const Column& column : m_columns) readColumn(array, start, column);
  for (const Member& member : m_members) {
    for (std::size_t i = 0; i < n; ++i) CallReadOn(*member.field, start + i, getPlace(array, i) + member.offset);
  }
}

void StoreEntryField::prepareColumns(void* object)
{
  if (!m_hasColumns) findColumns(*fSubfields.front(), object, 0);
  m_hasColumns = true;
}

void StoreEntryField::findColumns(ROOT::RFieldBase& field, void* object, std::ptrdiff_t offset)
{
  // What only happens after all of an object was read leaves no choice but to read it in one piece.
  const bool isPlain = !field.HasReadCallbacks() && !field.IsArtificial();
  const auto items = field.GetMutableSubfields();
  auto addColumn = [&](const RFieldBase & number, std::size_t repetitions) {
    m_columns.push_back({GetPrincipalColumnOf(number), offset, number.GetValueSize(), repetitions});
  };
  if (isPlain && field.IsSimple()) {
    addColumn(field, 1);
  } else if (isPlain && dynamic_cast<ROOT::RArrayField*>(&field) && items.front()->IsSimple()) {
    addColumn(*items.front(), field.GetNRepetitions());
  } else if (isPlain && dynamic_cast<ROOT::RClassField*>(&field)) {
    const auto values = field.SplitValue(field.BindValue(std::shared_ptr<void>(object, [](void*) {})));
    for (std::size_t i = 0; i < items.size(); ++i) {
      void* member = values[i].GetPtr<void>().get();
      findColumns(*items[i], member, offset + (static_cast<char*>(member) - static_cast<char*>(object)));
    }
  } else {
    m_members.push_back({&field, offset});
  }
}

void StoreEntryField::readColumn(const TClonesArray& array, const ROOT::RNTupleLocalIndex& start, const Column& column)
{
  const auto n = static_cast<std::size_t>(array.GetEntriesFast());
  const std::size_t bytes = column.repetitions * column.size;
  if (m_buffer.size() < n * bytes) m_buffer.resize(n * bytes);
  const ROOT::RNTupleLocalIndex first(start.GetClusterId(), start.GetIndexInCluster() * column.repetitions);
  column.column->ReadV(first, n * column.repetitions, m_buffer.data());
  withSize(bytes, [&](auto size) {
    const char* from = m_buffer.data();
    for (std::size_t i = 0; i < n; ++i, from += bytes) std::memcpy(getPlace(array, i) + column.offset, from, size);
  });
}
