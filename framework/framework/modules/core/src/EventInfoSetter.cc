// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>
#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <chrono>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <set>

namespace Belle2 {
  /** Counts events: the master of jobs that make their own data. */
  class EventInfoSetterModule final : public Module {
  public:
    EventInfoSetterModule();
    void initialize() override;
    void event() override;

  private:
    void applyOverrides();
    bool checkLists() const;
    void skip();
    void skipToEvent();
    void nextRun() { ++m_index; m_event = 1; }

    StoreObjPtr<EventMetaData> m_eventMetaData;
    std::vector<int> m_experiments;
    std::vector<int> m_runs;
    std::vector<unsigned int> m_events;
    unsigned int m_skipEvents = 0;
    std::vector<int> m_skipTo;
    std::size_t m_index = 0;
    unsigned int m_event = 1;
    int m_production = 0;
  };
}

using namespace Belle2;

REG_MODULE(EventInfoSetter)

EventInfoSetterModule::EventInfoSetterModule()
{
  setDescription("Sets experiment, run and event numbers. Needed by jobs that do not read their events from a file.");
  addParam("expList", m_experiments, "Experiment numbers, one per run", std::vector<int> {0});
  addParam("runList", m_runs, "Run numbers", std::vector<int> {0});
  addParam("evtNumList", m_events, "Numbers of events, one per run", std::vector<unsigned int> {1});
  addParam("skipNEvents", m_skipEvents, "Number of events to leave out at the start", 0u);
  addParam("skipToEvent", m_skipTo, "Start at this event: experiment, run and event number", std::vector<int>());
}

void EventInfoSetterModule::initialize()
{
  m_eventMetaData.registerInDataStore(DataStore::c_WriteOut | DataStore::c_ErrorIfAlreadyRegistered);
  applyOverrides();
  if (!checkLists()) {
    m_index = m_runs.size();
    return;
  }
  const auto total = std::accumulate(m_events.begin(), m_events.end(), 0ul);
  const unsigned int limit = Environment::Instance().getNumberEventsOverride();
  Environment::Instance().setNumberOfMCEvents(limit ? std::min<unsigned long>(limit, total) : total);
  const char* production = std::getenv("BELLE2_PRODUCTION");
  if (production) m_production = std::atoi(production);
  if (!m_skipTo.empty()) skipToEvent();
  skip();
}

void EventInfoSetterModule::applyOverrides()
{
  auto& environment = Environment::Instance();
  if (environment.getSkipEventsOverride()) m_skipEvents = environment.getSkipEventsOverride();
  const unsigned int events = environment.getNumberEventsOverride();
  const auto run = environment.getRunOverride();
  const auto experiment = environment.getExperimentOverride();
  if (!run && !experiment) {
    // -n asks for that many events, not only for at most that many, where the steering file gives one run.
    if (events && m_events.size() == 1) m_events[0] = events;
    return;
  }
  if (m_experiments.size() > 1 || m_runs.size() > 1 || m_events.size() > 1) {
    B2ERROR("The options --run, --experiment and -n cannot be used when multiple runs are specified");
    return;
  }
  m_runs.assign(1, run.value_or(0));
  m_experiments.assign(1, experiment.value_or(0));
  m_events.assign(1, events ? events : 1);
}

bool EventInfoSetterModule::checkLists() const
{
  const int errors = LogSystem::Instance().getMessageCounter(LogConfig::c_Error);
  if (m_experiments.size() != m_runs.size() || m_runs.size() != m_events.size())
    B2ERROR("Parameters are inconsistent. The exp, run and evt lists must have the same number of entries."
            << LogVar("expList", m_experiments.size()) << LogVar("runList", m_runs.size()) << LogVar("evtNumList",
                m_events.size()));
  else if (std::all_of(m_events.begin(), m_events.end(), [](unsigned int n) { return n == 0; }))
  B2ERROR("There are no events to be processed!");
  for (int experiment : m_experiments)
    if (experiment < 0 ||
        experiment > 1023) B2ERROR("The experiment number " << experiment << " is not between 0 and 1023");
  for (int run : m_runs)
    if (run < 0) B2ERROR("The run number " << run << " is negative");
  for (unsigned int events : m_events)
    if (events == std::numeric_limits<unsigned int>::max()) B2ERROR("The number of events " << events <<
                                                                      " is too large");
  std::set<std::pair<int, int>> known;
  for (std::size_t i = 0; i < std::min(m_experiments.size(), m_runs.size()); ++i)
    if (!known.emplace(m_experiments[i], m_runs[i]).second)
      B2ERROR("Experiment " << m_experiments[i] << ", run " << m_runs[i] << " is given twice");
  if (!m_skipTo.empty() && m_skipTo.size() != 3)
    B2ERROR("skipToEvent needs three numbers (experiment, run, event), " << m_skipTo.size() << " are given");
  if (!m_skipTo.empty() && m_skipEvents) B2ERROR("skipNEvents and skipToEvent cannot be used together");
  return LogSystem::Instance().getMessageCounter(LogConfig::c_Error) == errors;
}

void EventInfoSetterModule::skip()
{
  unsigned int left = m_skipEvents;
  while (m_index < m_runs.size() && left > m_events[m_index] - (m_event - 1)) {
    left -= m_events[m_index] - (m_event - 1);
    nextRun();
  }
  if (m_index < m_runs.size()) m_event += left;
}

void EventInfoSetterModule::skipToEvent()
{
  const auto event = static_cast<unsigned int>(m_skipTo[2]);
  for (; m_index < m_runs.size(); nextRun()) {
    if (m_experiments[m_index] != m_skipTo[0] || m_runs[m_index] != m_skipTo[1]) continue;
    if (event >= 1 && event <= m_events[m_index]) {
      m_event = event;
      return;
    }
  }
  B2ERROR("The event to skip to is not among those to be processed"
          << LogVar("experiment", m_skipTo[0]) << LogVar("run", m_skipTo[1]) << LogVar("event", event));
}

void EventInfoSetterModule::event()
{
  while (m_index < m_runs.size() && m_event > m_events[m_index]) nextRun();
  if (m_index >= m_runs.size()) return;
  m_eventMetaData.create();
  m_eventMetaData->setExperiment(m_experiments[m_index]);
  m_eventMetaData->setRun(m_runs[m_index]);
  m_eventMetaData->setEvent(m_event++);
  m_eventMetaData->setProduction(m_production);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  m_eventMetaData->setTime(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}
