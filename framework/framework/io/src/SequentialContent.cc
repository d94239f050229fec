// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/SequentialContent.h>

#include <framework/datastore/RelationLink.h>
#include <framework/io/SequentialFileReader.h>
#include <framework/logging/Logger.h>
#include <framework/pcore/DescribedBuffer.h>

#include <TBufferFile.h>
#include <TClass.h>
#include <TClonesArray.h>

#include <memory>
#include <stdexcept>

using namespace Belle2;

namespace {
  TBufferFile makeReader(const std::string& bytes)
  {
    return TBufferFile(TBuffer::kRead, static_cast<Int_t>(bytes.size()), const_cast<char*>(bytes.data()), false);
  }

  void writeText(TBuffer& buffer, const std::string& text)
  {
    buffer.WriteStdString(&text);
  }

  std::string readText(TBuffer& buffer)
  {
    std::string text;
    buffer.ReadStdString(&text);
    return text;
  }

  SequentialBegin::Entry readEntry(TBuffer& buffer)
  {
    SequentialBegin::Entry entry;
    Int_t from = 0;
    Int_t to = 0;
    entry.name = readText(buffer);
    entry.className = readText(buffer);
    buffer >> entry.isArray;
    entry.relation.fromName = readText(buffer);
    entry.relation.toName = readText(buffer);
    buffer >> from >> to;
    entry.relation.fromDurability = static_cast<DataStore::EDurability>(from);
    entry.relation.toDurability = static_cast<DataStore::EDurability>(to);
    return entry;
  }
}

SequentialBegin::Entry SequentialBegin::describe(const StoreEntry& entry)
{
  Entry result{entry.name, entry.objClass->GetName(), entry.isArray, {}};
  if (!entry.link) return result;
  const StoreEntry& from = *entry.link->from;
  const StoreEntry& to = *entry.link->to;
  result.relation = {from.name, to.name, static_cast<DataStore::EDurability>(from.durability),
                     static_cast<DataStore::EDurability>(to.durability)
                    };
  return result;
}

void SequentialBegin::write(TBuffer& buffer) const
{
  buffer << static_cast<UInt_t>(entries.size());
  for (const Entry& entry : entries) {
    writeText(buffer, entry.name);
    writeText(buffer, entry.className);
    buffer << entry.isArray;
    writeText(buffer, entry.relation.fromName);
    writeText(buffer, entry.relation.toName);
    buffer << static_cast<Int_t>(entry.relation.fromDurability) << static_cast<Int_t>(entry.relation.toDurability);
  }
  buffer.WriteObject(&metaData);
}

SequentialBegin SequentialBegin::read(const std::string& bytes)
{
  TBufferFile buffer = makeReader(bytes);
  SequentialBegin begin;
  UInt_t size = 0;
  buffer >> size;
  for (UInt_t i = 0; i < size; ++i) begin.entries.push_back(readEntry(buffer));
  const std::unique_ptr<FileMetaData> metaData(static_cast<FileMetaData*>(buffer.ReadObject(FileMetaData::Class())));
  if (!metaData) throw std::runtime_error("its metadata cannot be read");
  begin.metaData = *metaData;
  return begin;
}

std::unique_ptr<SequentialFileReader> SequentialBegin::readFrom(const std::string& name)
{
  auto reader = std::make_unique<SequentialFileReader>(name);
  while (const auto record = reader->next()) {
    if (record->kind == SequentialRecord::c_Classes) reader->parse(DescribedBuffer::read, *record);
    if (record->kind != SequentialRecord::c_Begin) continue;
    *this = reader->parse(SequentialBegin::read, *record);
    return reader;
  }
  throw std::runtime_error("Could not open input file \"" + name + "\": it ends before its first event, so nothing can be read.");
}

void SequentialBegin::registerEntries() const
{
  DataStore& store = DataStore::Instance();
  for (const Entry& entry : entries) {
    TClass* found = TClass::GetClass(entry.className.c_str());
    if (!found || !found->HasDictionary()) {
      B2WARNING("The entry '" << entry.name << "' is not read, because there is no dictionary for its class " << entry.className
                << ".");
      continue;
    }
    const auto& relation = entry.relation;
    if (relation.fromName.empty())
      store.registerEntry(entry.name, DataStore::c_Event, found, entry.isArray, DataStore::c_WriteOut);
    else
      store.registerRelationByNames(entry.name, relation.fromName, relation.fromDurability, relation.toName, relation.toDurability,
                                    DataStore::c_Event, DataStore::c_WriteOut);
  }
}

std::string SequentialEnd::write() const
{
  TBufferFile buffer(TBuffer::kWrite);
  buffer << nEvents;
  writeText(buffer, nextFile);
  return std::string(buffer.Buffer(), static_cast<std::size_t>(buffer.Length()));
}

SequentialEnd SequentialEnd::read(const std::string& bytes)
{
  if (bytes.size() < sizeof(UInt_t)) throw std::runtime_error("its end cannot be read");
  TBufferFile buffer = makeReader(bytes);
  SequentialEnd end;
  buffer >> end.nEvents;
  end.nextFile = readText(buffer);
  return end;
}
