// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/core/ProcessStatistics.h>
#include <framework/datastore/StoreObjPtr.h>

#include <array>

namespace Belle2 {
  /** Its row in the statistics is the sum of the modules before it, back to the previous module of this kind. */
  class StatisticsSummaryModule final : public Module {
  public:
    StatisticsSummaryModule();
    void initialize() override;
    void beginRun() override { addRow(ModuleStatistics::c_BeginRun); }
    void event() override { addRow(ModuleStatistics::c_Event); }
    void endRun() override { addRow(ModuleStatistics::c_EndRun); }

  private:
    void addRow(ModuleStatistics::EStatisticCounters counter);

    StoreObjPtr<ProcessStatistics> m_statistics{"", DataStore::c_Persistent};
    std::array<std::pair<double, double>, ModuleStatistics::c_Total> m_before;
  };
}

using namespace Belle2;

REG_MODULE(StatisticsSummary)

StatisticsSummaryModule::StatisticsSummaryModule()
{
  setDescription("Gives the modules before it, back to the previous StatisticsSummary, one common row in the statistics. "
                 "set_name() names the row.");
  setPropertyFlags(c_ParallelProcessingCertified | c_DontCollectStatistics);
}

void StatisticsSummaryModule::initialize()
{
  m_before.fill({0, 0});
  if (m_statistics) m_statistics->initModule(this);
  addRow(ModuleStatistics::c_Init);
}

void StatisticsSummaryModule::addRow(ModuleStatistics::EStatisticCounters counter)
{
  if (!m_statistics) return;
  const auto sums = m_statistics->sumRowsBefore(this, counter);
  auto& before = m_before[counter];
  m_statistics->addTime(this, counter, sums.first - before.first, sums.second - before.second);
  before = sums;
}
