// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/pcore/EventStreamer.h>

#include <framework/core/ProcessStatistics.h>
#include <framework/datastore/DataStore.h>
#include <framework/datastore/StoreObjPtr.h>

#include <TBufferFile.h>
#include <TClass.h>
#include <TClonesArray.h>

#include <memory>
#include <set>
#include <stdexcept>

using namespace Belle2;

namespace {
  /** At the end of the bytes, where otherwise the name of an entry stands. */
  const std::string c_end = "/end";

  void writeName(TBuffer& buffer, const std::string& name)
  {
    buffer.WriteStdString(&name);
  }

  std::string readName(TBuffer& buffer)
  {
    std::string name;
    buffer.ReadStdString(&name);
    return name;
  }

  /** Each entry stands for itself, with its length before it, so that a reader can pass over it. */
  void writeEntry(TBuffer& buffer, const StoreEntry& entry)
  {
    writeName(buffer, entry.name);
    writeName(buffer, entry.ptr->ClassName());
    const Int_t before = buffer.Length();
    buffer << Int_t(0);
    buffer.ResetMap();
    entry.ptr->Streamer(buffer);
    const Int_t after = buffer.Length();
    buffer.SetBufferOffset(before);
    buffer << Int_t(after - before - static_cast<Int_t>(sizeof(Int_t)));
    buffer.SetBufferOffset(after);
  }

  /** An object of a class that derives from that of the entry. */
  TObject* createObject(const std::string& className, const StoreEntry& entry)
  {
    TClass* found = TClass::GetClass(className.c_str());
    if (!found || !found->HasDictionary() || !DataStore::inherits(found, entry.objClass))
      throw std::runtime_error("The event has an object of class " + className + " for the " + entry.readableName() +
                               ", which is not known as a class derived from " + entry.objClass->GetName());
    return static_cast<TObject*>(found->New());
  }

  /** Into the object that is there, whose address branches of files and accessors may know. */
  void readEntry(TBuffer& buffer, StoreEntry& entry, const std::string& className)
  {
    // Not so arrays, which would empty relations that may have been read before them.
    if (entry.isArray && entry.object) static_cast<TClonesArray*>(entry.object)->Delete();
    else entry.recreate();
    if (className != entry.object->ClassName()) entry.adopt(createObject(className, entry));
    buffer.ResetMap();
    entry.object->Streamer(buffer);
    entry.setValid();
  }
}

void EventStreamer::writeEntries(TBuffer& buffer, const std::vector<StoreEntry*>& entries)
{
  for (const StoreEntry* entry : entries) {
    if (!entry->ptr) continue;
    // As the element of an array that a loop shows under a name of its own.
    if (entry->ptr != entry->object)
      throw std::runtime_error("The " + entry->readableName() + " belongs to another entry and cannot be streamed");
    writeEntry(buffer, *entry);
  }
  writeName(buffer, c_end);
}

void EventStreamer::readEntries(TBuffer& buffer)
{
  const auto& known = DataStore::Instance().getStoreEntryMap(DataStore::c_Event);
  std::set<std::string> sent;
  for (std::string name = readName(buffer); name != c_end; name = readName(buffer)) {
    const std::string className = readName(buffer);
    Int_t size = 0;
    buffer >> size;
    const Int_t after = buffer.Length() + size;
    const auto entry = known.find(name);
    if (entry != known.end()) readEntry(buffer, *entry->second, className);
    buffer.SetBufferOffset(after);
    sent.insert(name);
  }
  for (const auto& [name, entry] : known)
    if (!sent.count(name)) entry->invalidate();
}

std::string EventStreamer::write()
{
  TBufferFile buffer(TBuffer::kWrite);
  std::vector<StoreEntry*> entries;
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(DataStore::c_Event)) entries.push_back(entry);
  writeEntries(buffer, entries);
  buffer.ResetMap();
  const StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
  buffer.WriteObject(statistics ? &*statistics : nullptr);
  writeName(buffer, c_end);
  return std::string(buffer.Buffer(), static_cast<std::size_t>(buffer.Length()));
}

void EventStreamer::read(const std::string& bytes)
{
  const auto size = static_cast<Int_t>(bytes.size());
  const bool isComplete = bytes.size() > c_end.size() && bytes.compare(bytes.size() - c_end.size(), c_end.size(), c_end) == 0;
  if (!isComplete) throw std::runtime_error("The event that another process has sent is not complete");
  TBufferFile buffer(TBuffer::kRead, size, const_cast<char*>(bytes.data()), false);
  readEntries(buffer);
  buffer.ResetMap();
  const std::unique_ptr<TObject> object(static_cast<TObject*>(buffer.ReadObject(nullptr)));
  const StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
  if (object && statistics) statistics->merge(static_cast<const ProcessStatistics*>(object.get()));
}
