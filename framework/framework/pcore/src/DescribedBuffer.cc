// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/pcore/DescribedBuffer.h>

#include <TClass.h>
#include <TList.h>
#include <TStreamerElement.h>
#include <TStreamerInfo.h>
#include <TVirtualCollectionProxy.h>

#include <cstring>
#include <memory>
#include <stdexcept>

using namespace Belle2;

namespace {
  /** The class that a reader must know for one member, or null. */
  TClass* findDescribedClass(TStreamerElement& element)
  {
    TClass* found = element.GetClassPointer();
    if (found && found->GetCollectionProxy()) found = found->GetCollectionProxy()->GetValueClass();
    const bool isDescribed = found && !found->GetCollectionProxy() && found->GetClassVersion() != 0
                             && !(found->Property() & kIsAbstract && !found->HasDictionary());
    return isDescribed ? found : nullptr;
  }

  bool isOfCollection(TStreamerInfo& info)
  {
    const TObject* first = info.GetElements() ? info.GetElements()->At(0) : nullptr;
    return first && std::strcmp(first->GetName(), "This") == 0;
  }
}

void DescribedBuffer::add(TVirtualStreamerInfo* info)
{
  if (!info || !m_infos.insert(info).second || !info->GetElements()) return;
  for (TObject* element : *info->GetElements())
    if (TClass* found = findDescribedClass(static_cast<TStreamerElement&>(*element))) add(found->GetStreamerInfo());
}

std::string DescribedBuffer::write(const std::set<TVirtualStreamerInfo*>& infos)
{
  TList list;
  for (TVirtualStreamerInfo* info : infos) list.Add(info);
  TBufferFile buffer(TBuffer::kWrite);
  buffer.WriteObject(&list);
  return std::string(buffer.Buffer(), static_cast<std::size_t>(buffer.Length()));
}

void DescribedBuffer::read(const std::string& bytes)
{
  TBufferFile buffer(TBuffer::kRead, static_cast<Int_t>(bytes.size()), const_cast<char*>(bytes.data()), false);
  const std::unique_ptr<TList> list(static_cast<TList*>(buffer.ReadObject(TList::Class())));
  if (!list) throw std::runtime_error("the descriptions of its classes cannot be read");
  // Those of collections need those of their members.
  for (const bool collections : {false, true}) {
    for (TObject* object : *list) {
      auto* info = dynamic_cast<TStreamerInfo*>(object);
      if (info && isOfCollection(*info) == collections) info->BuildCheck(nullptr, true);
    }
  }
  // Removes what ROOT knew already and has marked for that; the others are ROOT's now.
  list->Clear();
}
