// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>

namespace Belle2 {
  /**
   * Chooses the entry that an input module reads next, as an event display or the mixing of two inputs needs it.
   *
   * Entries are counted from 0 over all entries that the module reads. There are two sides: the main input and the one of an
   * independent path. -1 means "not asked for" or "none".
   */
  class InputController final {
  public:
    InputController() = delete;

    /** True if there is an input module that can be told what to read. */
    static bool canControlInput(bool independentPath = false) { return get(independentPath).canControl; }
    /** For input modules. */
    static void setCanControlInput(bool on, bool independentPath = false) { get(independentPath).canControl = on; }

    /** Read this entry at the next call; an entry behind the last ends the data. */
    static void setNextEntry(long entry, bool independentPath = false) { get(independentPath).nextEntry = entry; }
    static long getNextEntry(bool independentPath = false) { return get(independentPath).nextEntry; }

    /** Read this event at the next call. */
    static void setNextEntry(long experiment, long run, long event, bool independentPath = false)
    {
      auto& side = get(independentPath);
      side.nextExperiment = experiment;
      side.nextRun = run;
      side.nextEvent = event;
    }
    static long getNextExperiment(bool independentPath = false) { return get(independentPath).nextExperiment; }
    static long getNextRun(bool independentPath = false) { return get(independentPath).nextRun; }
    static long getNextEvent(bool independentPath = false) { return get(independentPath).nextEvent; }

    /** The entry that was read last. */
    static long getCurrentEntry(bool independentPath = false) { return get(independentPath).currentEntry; }
    /** Number of entries that there are; 0 without input. */
    static long numEntries(bool independentPath = false) { return get(independentPath).numEntries; }
    static void setNumEntries(long entries, bool independentPath = false) { get(independentPath).numEntries = entries; }
    /** Name of the file that is being read, or "". */
    static const std::string& getCurrentFileName(bool independentPath = false) { return get(independentPath).fileName; }
    static void setCurrentFileName(const std::string& name, bool independentPath = false) { get(independentPath).fileName = name; }
    /** Number of entries that were skipped at the start. */
    static long getSkippedEntries(bool independentPath = false) { return get(independentPath).skippedEntries; }
    static void setSkippedEntries(long entries, bool independentPath = false) { get(independentPath).skippedEntries = entries; }

    /** For input modules: an entry was read, nothing is asked for any more. */
    static void eventLoaded(long entry, bool independentPath = false);
    /** Forget both inputs, before a new job or in a new process. */
    static void reset();

  private:
    struct Side {
      bool canControl = false;
      long nextEntry = -1;
      long nextExperiment = -1;
      long nextRun = -1;
      long nextEvent = -1;
      long currentEntry = -1;
      long numEntries = 0;
      long skippedEntries = 0;
      std::string fileName;
    };
    static Side& get(bool independentPath) { return s_sides[independentPath]; }
    static Side s_sides[2];
  };
}
