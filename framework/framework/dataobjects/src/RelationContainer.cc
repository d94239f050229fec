// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/RelationContainer.h>

using namespace Belle2;

RelationContainer::RelationContainer(): m_elements(RelationElement::Class())
{
  // a branch of the elements cannot be read by others unless the elements are streamed as members
  m_elements.BypassStreamer(kTRUE);
}

void RelationContainer::setArrays(const std::string& fromName, int fromDurability, const std::string& toName, int toDurability)
{
  m_fromName = fromName;
  m_fromDurability = fromDurability;
  m_toName = toName;
  m_toDurability = toDurability;
}

void RelationContainer::Clear(Option_t*)
{
  m_elements.Clear();
  m_modified = true;
}
