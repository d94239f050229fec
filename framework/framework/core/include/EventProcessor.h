// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/PathIterator.h>
#include <framework/core/ProcessStatistics.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreEntry.h>
#include <framework/logging/LogSystem.h>

#include <exception>
#include <stdexcept>
#include <string>

namespace Belle2 {
  /**
   * Carries an exception of another language through the event processor. A silent one asks to stop without being an error.
   * The text is one line for the log, the original is for the caller of process().
   */
  struct ForwardedException : std::runtime_error {
    ForwardedException(const std::string& text, std::exception_ptr cause, bool isSilent)
      : std::runtime_error(text), original(std::move(cause)), silent(isSilent) {}
    std::exception_ptr original;
    bool silent;
  };

  /** Calls the hooks of the modules of a path in the order that Module.h gives. */
  class EventProcessor {
  public:
    EventProcessor();
    virtual ~EventProcessor();

    /** Process events until the data end or the number given is reached; 0 means all. */
    void process(const PathPtr& path, long maxEvent = 0);

    /** Have a function called whenever an exception has ended the processing, so that unfinished things can be given up. */
    static void atFailure(void (*handler)());

  protected:
    using Counter = ModuleStatistics::EStatisticCounters;

    void processInitialize(const ModulePtrList& modules, bool callMaster = true);
    void processEvents(const PathPtr& path, unsigned long maxEvent);
    /** One event; false if the data have ended. */
    bool processEvent(const Path* path, bool isFirst);
    void processBeginRun();
    void processEndRun();
    void processTerminate(const ModulePtrList& modules);

    /** Call event() with log settings and statistics of the module. */
    void callEvent(Module* module);
    /** Call another hook with log settings, statistics and memory. */
    void callHook(Module* module, void (Module::*hook)(), Counter counter);
    /** Call beginRun() or endRun() of all modules, forwards. */
    void callHooks(void (Module::*hook)(), Counter counter);
    /** Call terminate() of modules, backwards. */
    void callTerminate(const ModulePtrList& modules);
    /** Where the statistics are kept; looked up again because modules may replace it. */
    void findStatistics();
    void startClock() { m_lastTicks = TickClock::now(); }

    ModulePtrList m_modules;

  private:
    /** Numbers by which an event is known. */
    struct EventNumbers {
      int experiment = 0;
      int run = 0;
      unsigned int event = 0;
      bool valid = false;
    };

    const EventMetaData* getEventMetaData() const { return static_cast<const EventMetaData*>(m_eventMetaData.ptr); }
    EventNumbers getEventNumbers() const;
    bool isEndOfData() const;
    /** Run change and random numbers after the master; false if the data have ended. */
    bool startEvent();
    /** False if the module has ended the data; fatal if it changed experiment, run or event, but see there for the first event. */
    bool checkAfter(const Module* module, bool isFirst);
    void setPreviousEvent();
    bool hasForcedParameters(const Module* module) const;
    std::string getMasterName() const { return m_master ? m_master->getName() : "another module"; }
    /** Reports the exception that is being handled, and throws it again as one that every caller understands. */
    [[noreturn]] void forwardException() const;
    void reportException(const std::string& text) const;
    void finishSignal(int signal) const;

    LogSystem& m_log;
    StoreEntry& m_eventMetaData;
    ProcessStatistics* m_statistics = nullptr;
    TickClock::Ticks m_lastTicks = 0;
    double m_lastMemory = 0;
    bool m_sampleMemory = false;
    PathIterator m_position;
    const Module* m_master = nullptr;
    const Module* m_current = nullptr;
    EventMetaData m_previousEvent;
    EventNumbers m_expected;
    bool m_inRun = false;
  };
}
