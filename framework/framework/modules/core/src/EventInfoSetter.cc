// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>
#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <set>

namespace Belle2 {
  /** Counts events: the master of jobs that make their own data. */
  class EventInfoSetterModule final : public Module {
  public:
    EventInfoSetterModule();
    void initialize() override;
    void event() override;

  private:
    /** A run and its number of events. */
    struct Run {
      int experiment;
      int run;
      unsigned int events;
    };

    /** The runs to make, of parameters and command line; errors for what cannot be. */
    void findRuns();
    void replaceByOptions(std::vector<int>& experiments, std::vector<int>& runs, std::vector<unsigned int>& events) const;
    void checkRuns() const;
    void readProduction();
    void skip();
    void skipToEvent();
    unsigned long countEvents() const;
    void nextRun() { ++m_index; m_event = 1; }

    StoreObjPtr<EventMetaData> m_eventMetaData;
    std::vector<int> m_expList;
    std::vector<int> m_runList;
    std::vector<unsigned int> m_evtNumList;
    unsigned int m_skipNEvents = 0;
    std::vector<int> m_skipToEvent;
    std::vector<Run> m_runs;
    std::size_t m_index = 0;
    unsigned int m_event = 1;
    int m_production = 0;
  };
}

using namespace Belle2;

REG_MODULE(EventInfoSetter)

namespace {
  constexpr int c_maxExperiment = 1023;
  constexpr unsigned int c_tooManyEvents = std::numeric_limits<unsigned int>::max();
}

EventInfoSetterModule::EventInfoSetterModule()
{
  setDescription("Sets experiment, run and event numbers. Needed by jobs that do not read their events from a file. "
                 "Events are counted from 1 in each run.");
  addParam("expList", m_expList, "Experiment numbers, one per run. The option --experiment replaces a single one.",
           std::vector<int> {0});
  addParam("runList", m_runList, "Run numbers. The option --run replaces a single one.", std::vector<int> {0});
  addParam("evtNumList", m_evtNumList, "Numbers of events, one per run. The option -n replaces a single one.",
           std::vector<unsigned int> {1});
  addParam("skipNEvents", m_skipNEvents, "Number of events to leave out at the start", 0u);
  addParam("skipToEvent", m_skipToEvent, "Start at this event: experiment, run and event number", std::vector<int>());
}

void EventInfoSetterModule::initialize()
{
  m_eventMetaData.registerInDataStore(DataStore::c_WriteOut | DataStore::c_ErrorIfAlreadyRegistered);
  const int errors = LogSystem::Instance().getMessageCounter(LogConfig::c_Error);
  m_index = 0;
  m_event = 1;
  findRuns();
  readProduction();
  skip();
  if (LogSystem::Instance().getMessageCounter(LogConfig::c_Error) != errors) m_runs.clear();
  const auto events = static_cast<unsigned int>(std::min<unsigned long>(countEvents(), c_tooManyEvents));
  auto& environment = Environment::Instance();
  environment.setNumberOfInputEvents(events);
  const unsigned int limit = environment.getNumberEventsOverride();
  environment.setNumberOfMCEvents(limit ? std::min(limit, events) : events);
}

void EventInfoSetterModule::findRuns()
{
  m_runs.clear();
  auto experiments = m_expList;
  auto runs = m_runList;
  auto events = m_evtNumList;
  replaceByOptions(experiments, runs, events);
  if (experiments.size() != runs.size() || runs.size() != events.size()) {
    B2ERROR("Parameters are inconsistent. The exp, run and evt lists must have the same number of entries."
            << LogVar("expList", experiments.size()) << LogVar("runList", runs.size()) << LogVar("evtNumList", events.size()));
    return;
  }
  if (runs.empty()) B2ERROR("There are no events to be processed!");
  for (std::size_t i = 0; i < runs.size(); ++i) m_runs.push_back({experiments[i], runs[i], events[i]});
  checkRuns();
}

void EventInfoSetterModule::replaceByOptions(std::vector<int>& experiments, std::vector<int>& runs,
                                             std::vector<unsigned int>& events) const
{
  const auto& environment = Environment::Instance();
  const int experiment = environment.getExperimentOverride();
  const int run = environment.getRunOverride();
  const unsigned int number = environment.getNumberEventsOverride();
  if (experiments.size() > 1 || runs.size() > 1 || events.size() > 1) {
    // A number that process() was called with is only a limit here.
    if (environment.hasNumberEventsOption() || run >= 0 || experiment >= 0)
      B2ERROR("The options -n, --run and --experiment cannot be used when multiple runs are specified for EventInfoSetter");
    return;
  }
  if (experiment >= 0) experiments.assign(1, experiment);
  if (run >= 0) runs.assign(1, run);
  if (number) events.assign(1, number);
}

void EventInfoSetterModule::checkRuns() const
{
  std::set<std::pair<int, int>> known;
  for (const auto& run : m_runs) {
    if (run.experiment < 0 || run.experiment > c_maxExperiment)
      B2ERROR("The experiment number " << run.experiment << " is not between 0 and " << c_maxExperiment);
    if (run.run < 0) B2ERROR("The run number " << run.run << " is negative");
    if (run.events == c_tooManyEvents)
      B2ERROR("The number of events " << run.events << " is too large: a run has at most " << c_tooManyEvents - 1);
    if (!known.emplace(run.experiment, run.run).second)
      B2ERROR("Experiment " << run.experiment << ", run " << run.run << " is given more than once");
  }
}

void EventInfoSetterModule::readProduction()
{
  const char* production = std::getenv("BELLE2_PRODUCTION");
  if (!production) return;
  char* end = nullptr;
  const long value = std::strtol(production, &end, 10);
  if (end == production || *end || value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
    B2ERROR("The environment variable BELLE2_PRODUCTION must be a number, and not '" << production << "'");
  m_production = static_cast<int>(value);
}

void EventInfoSetterModule::skip()
{
  const unsigned int option = Environment::Instance().getSkipEventsOverride();
  unsigned int left = option ? option : m_skipNEvents;
  if (!m_skipToEvent.empty()) {
    if (m_skipToEvent.size() != 3)
      B2ERROR("skipToEvent needs three numbers (experiment, run, event), " << m_skipToEvent.size() << " are given");
    else if (left)
      B2ERROR("skipNEvents and skipToEvent cannot be used together");
    else
      skipToEvent();
    return;
  }
  while (m_index < m_runs.size() && left >= m_runs[m_index].events) {
    left -= m_runs[m_index].events;
    nextRun();
  }
  if (m_index < m_runs.size()) m_event += left;
}

void EventInfoSetterModule::skipToEvent()
{
  const int event = m_skipToEvent[2];
  for (; m_index < m_runs.size(); nextRun()) {
    const auto& run = m_runs[m_index];
    if (run.experiment != m_skipToEvent[0] || run.run != m_skipToEvent[1]) continue;
    if (event < 1 || static_cast<unsigned int>(event) > run.events) continue;
    m_event = static_cast<unsigned int>(event);
    return;
  }
  B2ERROR("The event to skip to is not among those to be processed"
          << LogVar("experiment", m_skipToEvent[0]) << LogVar("run", m_skipToEvent[1]) << LogVar("event", event));
}

unsigned long EventInfoSetterModule::countEvents() const
{
  unsigned long events = 0;
  for (std::size_t i = m_index; i < m_runs.size(); ++i) events += m_runs[i].events;
  return events - (m_index < m_runs.size() ? m_event - 1 : 0);
}

void EventInfoSetterModule::event()
{
  while (m_index < m_runs.size() && m_event > m_runs[m_index].events) nextRun();
  if (m_index >= m_runs.size()) return;
  m_eventMetaData.create();
  m_eventMetaData->setExperiment(m_runs[m_index].experiment);
  m_eventMetaData->setRun(m_runs[m_index].run);
  m_eventMetaData->setEvent(m_event++);
  m_eventMetaData->setProduction(m_production);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  m_eventMetaData->setTime(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}
