// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/database/IntervalOfValidity.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <algorithm>
#include <tuple>

namespace Belle2 {
  /** Tells whether the run is in one of some intervals. */
  class IoVDependentConditionModule final : public Module {
  public:
    IoVDependentConditionModule();
    void initialize() override;
    void beginRun() override;
    void event() override { setReturnValue(m_isInside); }

  private:
    StoreObjPtr<EventMetaData> m_eventMetaData;
    std::vector<std::tuple<int, int, int, int>> m_iovList;
    std::vector<IntervalOfValidity> m_iovs;
    bool m_isInside = false;
  };
}

using namespace Belle2;

REG_MODULE(IoVDependentCondition)

IoVDependentConditionModule::IoVDependentConditionModule()
{
  setDescription("Returns true in the runs that are inside of one of the given intervals of experiments and runs, else false.");
  setPropertyFlags(c_ParallelProcessingCertified);
  addParam("iovList", m_iovList, "The intervals, each as (first experiment, first run, last experiment, last run). "
           "A last run of -1 is the last one of its experiment; with a last experiment of -1, too, the interval has no end.");
}

void IoVDependentConditionModule::initialize()
{
  m_eventMetaData.isRequired();
  B2ASSERT("The parameter iovList is empty: give at least one interval", !m_iovList.empty());
  m_iovs.clear();
  for (const auto& [experimentLow, runLow, experimentHigh, runHigh] : m_iovList) {
    m_iovs.emplace_back(experimentLow, runLow, experimentHigh, runHigh);
    B2ASSERT("The interval (" << experimentLow << ", " << runLow << ", " << experimentHigh << ", " << runHigh
             << ") of the parameter iovList is empty", !m_iovs.back().empty());
  }
}

void IoVDependentConditionModule::beginRun()
{
  m_isInside = std::any_of(m_iovs.begin(), m_iovs.end(), [this](const auto & iov) { return iov.contains(*m_eventMetaData); });
}
