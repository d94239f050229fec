// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/OutputMetaData.h>

#include <framework/core/Environment.h>
#include <framework/core/RandomNumbers.h>
#include <framework/io/CreationData.h>
#include <framework/io/FileNames.h>

#include <algorithm>

using namespace Belle2;

void OutputMetaData::clear()
{
  m_nEvents = m_nFullEvents = 0;
  m_parents.clear();
  m_metaData = std::make_unique<FileMetaData>();
}

void OutputMetaData::addEvent(const EventMetaData& event)
{
  const EventNumbers numbers(event.getExperiment(), event.getRun(), event.getEvent());
  if (m_nEvents == 0) m_low = m_high = numbers;
  m_low = std::min(m_low, numbers);
  m_high = std::max(m_high, numbers);
  ++m_nEvents;
  if (event.getErrorFlag() == 0) ++m_nFullEvents;
}

void OutputMetaData::addParents(const FileMetaData& input, bool keepParents)
{
  if (!keepParents) {
    const std::string& lfn = input.getLfn();
    if (!lfn.empty() && (m_parents.empty() || m_parents.back() != lfn)) m_parents.push_back(lfn);
    return;
  }
  for (const std::string& lfn : input.getParents()) {
    if (std::find(m_parents.begin(), m_parents.end(), lfn) == m_parents.end()) m_parents.push_back(lfn);
  }
}

void OutputMetaData::complete(const std::string& fileName, unsigned int mcEvents,
                              const std::map<std::string, std::string>& description)
{
  FileMetaData& metaData = *m_metaData;
  metaData.setLfn(FileNames::toAbsolute(fileName));
  metaData.setNEvents(m_nEvents);
  metaData.setNFullEvents(m_nFullEvents);
  if (m_nEvents > 0) {
    std::apply([&](auto... numbers) { metaData.setLow(numbers...); }, m_low);
    std::apply([&](auto... numbers) { metaData.setHigh(numbers...); }, m_high);
  }
  metaData.setParents(m_parents);
  metaData.setCreationData(CreationData::getDate(), CreationData::getSite(), CreationData::getUser(),
                           CreationData::getRelease());
  metaData.setRandomSeed(RandomNumbers::getSeed());
  metaData.setSteering(Environment::Instance().getSteering());
  metaData.setMcEvents(mcEvents);
  if (!Environment::Instance().isMC()) metaData.declareRealData();
  for (const auto& [key, value] : description) metaData.setDataDescription(key, value);
}
