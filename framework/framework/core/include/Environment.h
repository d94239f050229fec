// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogSystem.h>

#include <optional>
#include <string>
#include <vector>

namespace Belle2 {
  /**
   * Settings of the job: command line options beat what the steering file says.
   *
   * From the end of initialize() to that of process() they stay as they are: a change is an error and has no effect.
   */
  class Environment {
  public:
    static Environment& Instance();

    /** Number of events of `-n`; 0 if not given. While events are processed: the number that holds. */
    unsigned int getNumberEventsOverride() const { return m_numberEvents; }
    void setNumberEventsOverride(unsigned int events) { set(m_numberEvents, events); }
    /** True if `-n` was given, also while events are processed. */
    bool hasNumberEventsOption() const { return m_numberEventsOption; }
    void setNumberEventsOption(bool given) { set(m_numberEventsOption, given); }
    /** Number of events that the job is going to process; 0 if nobody knows. */
    unsigned int getNumberOfEvents() const;
    /** Number of events that the source of the events has, whatever their limit is. */
    void setNumberOfInputEvents(unsigned int events) { set(m_inputEvents, events); }

    /** Input files of `-i`; empty if not given. */
    const std::vector<std::string>& getInputFilesOverride() const { return m_inputFiles; }
    void setInputFilesOverride(const std::vector<std::string>& names) { set(m_inputFiles, names); }

    /** Files of the secondary input. */
    const std::vector<std::string>& getSecondaryInputFilesOverride() const { return m_secondaryInputFiles; }
    void setSecondaryInputFilesOverride(const std::vector<std::string>& names) { set(m_secondaryInputFiles, names); }

    /** Entry sequences of `-S`, one per input file; empty if not given. */
    const std::vector<std::string>& getEntrySequencesOverride() const { return m_entrySequences; }
    void setEntrySequencesOverride(const std::vector<std::string>& sequences) { set(m_entrySequences, sequences); }

    /** Output file of `-o`; empty if not given or once an output module has taken it. */
    const std::string& getOutputFileOverride() const { return m_outputFile; }
    void setOutputFileOverride(const std::string& name) { set(m_outputFile, name); }
    /** The output file for the module that asks first; empty for all others. */
    std::string consumeOutputFileOverride();

    /** Number of events to skip (`--skip-events`). */
    unsigned int getSkipEventsOverride() const { return m_skipEvents; }
    void setSkipEventsOverride(unsigned int events) { set(m_skipEvents, events); }

    /** Run and experiment of `--run` and `--experiment`; -1 if not given. */
    int getRunOverride() const { return m_run; }
    void setRunOverride(int run) { set(m_run, run); }
    int getExperimentOverride() const { return m_experiment; }
    void setExperimentOverride(int experiment) { set(m_experiment, experiment); }

    /** Text of the steering file, stored in output files. */
    const std::string& getSteering() const { return m_steering; }
    void setSteering(const std::string& steering) { set(m_steering, steering); }

    /** Number of generated events that the output stands for. */
    unsigned int getNumberOfMCEvents() const { return m_mcEvents; }
    void setNumberOfMCEvents(unsigned int events) { set(m_mcEvents, events); }
    /** True unless the input says that it is real data. */
    bool isMC() const { return m_isMC; }
    void setIsMC(bool isMC) { set(m_isMC, isMC); }

    /** Worker processes: `-p` beats the steering file. 0 means that everything runs in one process. */
    int getNumberProcesses() const { return m_processesOverride.value_or(m_processes); }
    void setNumberProcesses(int processes) { set(m_processes, processes); }
    void setNumberProcessesOverride(int processes) { set(m_processesOverride, processes); }

    /** Names of the data store entries that are sent between processes; empty means all. */
    const std::vector<std::string>& getStreamingObjects() const { return m_streamingObjects; }
    void setStreamingObjects(const std::vector<std::string>& names) { set(m_streamingObjects, names); }

    /** Log level of `-l`, -1 if not given; beats the one of the steering file. */
    int getLogLevelOverride() const { return m_logLevel; }
    void setLogLevelOverride(int level) { set(m_logLevel, level); }

    /** Realm of `--realm` or the steering file; the log system knows it, because it changes the severity of messages. */
    static LogConfig::ELogRealm getRealm() { return LogSystem::Instance().getRealm(); }
    static void setRealm(LogConfig::ELogRealm realm) { LogSystem::Instance().setRealm(realm); }

    /** Worker processes are to be connected by ZMQ. */
    bool getUseZMQ() const { return m_useZMQ; }
    void setUseZMQ(bool use) { set(m_useZMQ, use); }

    /** A drawing of what all modules read and write is to be made. */
    bool getVisualizeDataFlow() const { return m_visualizeDataFlow; }
    void setVisualizeDataFlow(bool on) { set(m_visualizeDataFlow, on); }

    bool getNoStats() const { return m_noStats; }
    void setNoStats(bool noStats) { set(m_noStats, noStats); }
    bool getDryRun() const { return m_dryRun; }
    void setDryRun(bool dryRun) { set(m_dryRun, dryRun); }
    /** Line of the report that a dry run prints at its end. */
    void addDryRunLine(const std::string& line) { m_dryRunReport += line + "\n"; }
    const std::string& getDryRunReport() const { return m_dryRunReport; }

    const std::string& getExternalsPath() const { return m_externalsPath; }
    void setExternalsPath(const std::string& path) { set(m_externalsPath, path); }
    const std::string& getPicklePath() const { return m_picklePath; }
    void setPicklePath(const std::string& path) { set(m_picklePath, path); }

    /** Called by the framework alone. */
    void freeze(bool frozen) { m_isFrozen = frozen; }

  private:
    Environment();

    template<class T> void set(T& member, const T& value)
    {
      if (m_isFrozen) refuse();
      else member = value;
    }
    template<class T> void set(std::optional<T>& member, const T& value) { set(member, std::optional<T>(value)); }
    static void refuse();

    unsigned int m_numberEvents = 0;
    unsigned int m_inputEvents = 0;
    unsigned int m_skipEvents = 0;
    unsigned int m_mcEvents = 0;
    int m_processes = 0;
    int m_logLevel = -1;
    std::optional<int> m_processesOverride;
    int m_run = -1;
    int m_experiment = -1;
    std::vector<std::string> m_inputFiles;
    std::vector<std::string> m_secondaryInputFiles;
    std::vector<std::string> m_entrySequences;
    std::vector<std::string> m_streamingObjects;
    std::string m_outputFile;
    std::string m_steering;
    std::string m_dryRunReport;
    std::string m_externalsPath;
    std::string m_picklePath;
    bool m_useZMQ = false;
    bool m_visualizeDataFlow = false;
    bool m_numberEventsOption = false;
    bool m_isFrozen = false;
    bool m_noStats = false;
    bool m_dryRun = false;
    bool m_isMC = true;
  };
}
