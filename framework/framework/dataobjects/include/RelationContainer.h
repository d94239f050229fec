// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/RelationElement.h>

#include <TClonesArray.h>
#include <TObject.h>

#include <string>

namespace Belle2 {

  /** All relations from one array to another, by indices. */
  class RelationContainer final: public TObject {
  public:
    RelationContainer();

    /** Names of the arrays and their durabilities. */
    void setArrays(const std::string& fromName, int fromDurability, const std::string& toName, int toDurability);
    const std::string& getFromName() const { return m_fromName; }
    int getFromDurability() const { return m_fromDurability; }
    const std::string& getToName() const { return m_toName; }
    int getToDurability() const { return m_toDurability; }

    int getEntries() const { return m_elements.GetEntriesFast(); }
    RelationElement& getElement(int index) { return *static_cast<RelationElement*>(m_elements.UncheckedAt(index)); }
    const RelationElement& getElement(int index) const
    {
      return *static_cast<const RelationElement*>(m_elements.UncheckedAt(index));
    }
    /** Appends an element without a mark of change. */
    template<class... Args> RelationElement& append(Args&& ... args)
    {
      auto& element = static_cast<RelationElement&>(*m_elements.ConstructedAt(m_elements.GetEntriesFast()));
      element.set(std::forward<Args>(args)...);
      return element;
    }
    /** Removes all elements, keeps the names, and the memory of the elements for the next ones. */
    void Clear(Option_t* option = "") override;

    /** Set by every change, reset when an index was built. */
    void setModified(bool modified) { m_modified = modified; }
    bool isModified() const { return m_modified; }

  private:
    TClonesArray m_elements;
    std::string m_fromName;
    int m_fromDurability = 0;
    std::string m_toName;
    int m_toDurability = 0;
    bool m_modified = true; //!

    ClassDefOverride(RelationContainer, 4)
  };
}
