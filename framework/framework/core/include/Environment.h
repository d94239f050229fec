// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace Belle2 {
  /** Settings of the job: command line options beat what the steering file says. */
  class Environment {
  public:
    static Environment& Instance();

    /** Number of events of `-n`; 0 if not given. While events are processed: the number that holds. */
    unsigned int getNumberEventsOverride() const { return m_numberEvents; }
    void setNumberEventsOverride(unsigned int events) { m_numberEvents = events; }
    /** True if `-n` was given, also while events are processed. */
    bool hasNumberEventsOption() const { return m_numberEventsOption; }
    void setNumberEventsOption(bool given) { m_numberEventsOption = given; }
    /** Number of events that the job is going to process; 0 if nobody knows. */
    unsigned int getNumberOfEvents() const;
    /** Number of events that the source of the events has, whatever their limit is. */
    void setNumberOfInputEvents(unsigned int events) { m_inputEvents = events; }

    /** Input files of `-i`; empty if not given. */
    const std::vector<std::string>& getInputFilesOverride() const { return m_inputFiles; }
    void setInputFilesOverride(const std::vector<std::string>& names) { m_inputFiles = names; }
    void addInputFileOverride(const std::string& name) { m_inputFiles.push_back(name); }

    /** Files of the secondary input. */
    const std::vector<std::string>& getSecondaryInputFilesOverride() const { return m_secondaryInputFiles; }
    void setSecondaryInputFilesOverride(const std::vector<std::string>& names) { m_secondaryInputFiles = names; }

    /** Entry sequences of `-S`, one per input file; empty if not given. */
    const std::vector<std::string>& getEntrySequencesOverride() const { return m_entrySequences; }
    void setEntrySequencesOverride(const std::vector<std::string>& sequences) { m_entrySequences = sequences; }

    /** Output file of `-o`; empty if not given or once an output module has taken it. */
    const std::string& getOutputFileOverride() const { return m_outputFile; }
    void setOutputFileOverride(const std::string& name) { m_outputFile = name; }
    /** The output file for the module that asks first; empty for all others. */
    std::string consumeOutputFileOverride();

    /** Number of events to skip (`--skip-events`). */
    unsigned int getSkipEventsOverride() const { return m_skipEvents; }
    void setSkipEventsOverride(unsigned int events) { m_skipEvents = events; }

    std::optional<int> getRunOverride() const { return m_run; }
    void setRunOverride(int run) { m_run = run; }
    std::optional<int> getExperimentOverride() const { return m_experiment; }
    void setExperimentOverride(int experiment) { m_experiment = experiment; }

    /** Text of the steering file, stored in output files. */
    const std::string& getSteering() const { return m_steering; }
    void setSteering(const std::string& steering) { m_steering = steering; }

    /** Number of generated events that the output stands for. */
    unsigned int getNumberOfMCEvents() const { return m_mcEvents; }
    void setNumberOfMCEvents(unsigned int events) { m_mcEvents = events; }
    /** True unless the input says that it is real data. */
    bool isMC() const { return m_isMC; }
    void setIsMC(bool isMC) { m_isMC = isMC; }

    /** Worker processes: `-p` beats the steering file. 0 means that everything runs in one process. */
    int getNumberProcesses() const { return m_processesOverride.value_or(m_processes); }
    void setNumberProcesses(int processes) { m_processes = processes; }
    void setNumberProcessesOverride(int processes) { m_processesOverride = processes; }

    /** Names of the data store entries that are sent between processes; empty means all. */
    const std::vector<std::string>& getStreamingObjects() const { return m_streamingObjects; }
    void setStreamingObjects(const std::vector<std::string>& names) { m_streamingObjects = names; }

    /** Log level of `-l`, -1 if not given; beats the one of the steering file. */
    int getLogLevelOverride() const { return m_logLevel; }
    void setLogLevelOverride(int level) { m_logLevel = level; }

    bool getNoStats() const { return m_noStats; }
    void setNoStats(bool noStats) { m_noStats = noStats; }
    bool getDryRun() const { return m_dryRun; }
    void setDryRun(bool dryRun) { m_dryRun = dryRun; }
    /** Line of the report that a dry run prints at its end. */
    void addDryRunLine(const std::string& line) { m_dryRunReport += line + "\n"; }
    const std::string& getDryRunReport() const { return m_dryRunReport; }

    const std::string& getExternalsPath() const { return m_externalsPath; }
    void setExternalsPath(const std::string& path) { m_externalsPath = path; }
    const std::string& getPicklePath() const { return m_picklePath; }
    void setPicklePath(const std::string& path) { m_picklePath = path; }

  private:
    Environment();

    unsigned int m_numberEvents = 0;
    unsigned int m_inputEvents = 0;
    unsigned int m_skipEvents = 0;
    unsigned int m_mcEvents = 0;
    int m_processes = 0;
    int m_logLevel = -1;
    std::optional<int> m_processesOverride;
    std::optional<int> m_run;
    std::optional<int> m_experiment;
    std::vector<std::string> m_inputFiles;
    std::vector<std::string> m_secondaryInputFiles;
    std::vector<std::string> m_entrySequences;
    std::vector<std::string> m_streamingObjects;
    std::string m_outputFile;
    std::string m_steering;
    std::string m_dryRunReport;
    std::string m_externalsPath;
    std::string m_picklePath;
    bool m_numberEventsOption = false;
    bool m_noStats = false;
    bool m_dryRun = false;
    bool m_isMC = true;
  };
}
