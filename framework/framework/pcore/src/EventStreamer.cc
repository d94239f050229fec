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

  void writeName(TBufferFile& buffer, const std::string& name)
  {
    buffer.WriteStdString(&name);
  }

  /** Into the object that is there, whose address branches of files and accessors may know. */
  void readEntry(TBufferFile& buffer, StoreEntry& entry)
  {
    std::string className;
    buffer.ReadStdString(&className);
    // Not so arrays, which would empty relations that may have been read before them.
    if (entry.isArray && entry.object) {
      static_cast<TClonesArray*>(entry.object)->Delete();
      entry.ptr = entry.object;
    } else {
      entry.recreate();
    }
    if (className != entry.object->ClassName())
      entry.adopt(static_cast<TObject*>(TClass::GetClass(className.c_str())->New()));
    entry.object->Streamer(buffer);
  }
}

std::string EventStreamer::write()
{
  TBufferFile buffer(TBuffer::kWrite);
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(DataStore::c_Event)) {
    if (!entry->ptr) continue;
    // As the element of an array that a loop shows under a name of its own.
    if (entry->ptr != entry->object)
      throw std::runtime_error("The " + entry->readableName() + " belongs to another entry and cannot be sent to another process");
    writeName(buffer, name);
    writeName(buffer, entry->ptr->ClassName());
    entry->ptr->Streamer(buffer);
  }
  writeName(buffer, c_end);
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
  auto& store = DataStore::Instance();
  std::set<std::string> sent;
  std::string name;
  for (buffer.ReadStdString(&name); name != c_end; buffer.ReadStdString(&name)) {
    readEntry(buffer, store.getEntryOfName(name, DataStore::c_Event));
    sent.insert(name);
  }
  for (const auto& [known, entry] : store.getStoreEntryMap(DataStore::c_Event))
    if (!sent.count(known)) entry->invalidate();
  const std::unique_ptr<TObject> object(static_cast<TObject*>(buffer.ReadObject(nullptr)));
  const StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
  if (object && statistics) statistics->merge(static_cast<const ProcessStatistics*>(object.get()));
}
