// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/datastore/DataStore.h>
#include <framework/logging/Logger.h>

#include <algorithm>
#include <regex>

namespace Belle2 {
  /** Removes content of the event. */
  class PruneDataStoreModule final : public Module {
  public:
    PruneDataStoreModule();
    void initialize() override;
    void event() override;

  private:
    bool isKept(const std::string& name) const;

    std::vector<std::string> m_matchEntries;
    bool m_keepMatchedEntries = true;
    std::vector<std::regex> m_patterns;
  };
}

using namespace Belle2;

REG_MODULE(PruneDataStore)

PruneDataStoreModule::PruneDataStoreModule()
{
  setDescription("Removes the objects, arrays and relations of the event, except those that match. EventMetaData always stays. "
                 "Relations of an array that is removed are emptied.");
  setPropertyFlags(c_ParallelProcessingCertified);
  addParam("matchEntries", m_matchEntries, "Regular expressions for whole names of entries, such as 'MC.*'", m_matchEntries);
  addParam("keepMatchedEntries", m_keepMatchedEntries, "True: keep only what matches. False: remove only what matches.",
           m_keepMatchedEntries);
}

void PruneDataStoreModule::initialize()
{
  m_patterns.clear();
  for (const auto& text : m_matchEntries) {
    try {
      m_patterns.emplace_back(text);
    } catch (const std::regex_error& error) {
      B2FATAL("'" << text << "' in the parameter matchEntries is not a regular expression: " << error.what());
    }
  }
}

bool PruneDataStoreModule::isKept(const std::string& name) const
{
  if (name == "EventMetaData") return true;
  const bool matches = std::any_of(m_patterns.begin(), m_patterns.end(),
  [&name](const auto & pattern) { return std::regex_match(name, pattern); });
  return matches == m_keepMatchedEntries;
}

void PruneDataStoreModule::event()
{
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(DataStore::c_Event)) {
    if (!entry->ptr || isKept(name)) continue;
    // A relation that is kept must not point into an array that is not.
    entry->clearRelations();
    entry->invalidate();
  }
}
