// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TObject.h>

#include <map>
#include <string>
#include <vector>

namespace Belle2 {

  /** What is in a file and where it comes from. */
  class FileMetaData final: public TObject {
  public:
    FileMetaData() = default;

    /** Logical file name. */
    const std::string& getLfn() const { return m_lfn; }
    unsigned int getNEvents() const { return m_nEvents; }
    /** Events without error flag. */
    unsigned int getNFullEvents() const { return m_nFullEvents; }
    /** The lowest and the highest (experiment, run, event); (-1, -1, 0) without events. */
    int getExperimentLow() const { return m_experimentLow; }
    int getRunLow() const { return m_runLow; }
    unsigned int getEventLow() const { return m_eventLow; }
    int getExperimentHigh() const { return m_experimentHigh; }
    int getRunHigh() const { return m_runHigh; }
    unsigned int getEventHigh() const { return m_eventHigh; }
    /** True if the event is in the range of the file. */
    bool containsEvent(int experiment, int run, unsigned int event) const;
    int getNParents() const { return m_parentLfns.size(); }
    /** std::out_of_range if there is no such parent. */
    const std::string& getParent(int index) const { return m_parentLfns.at(index); }
    const std::vector<std::string>& getParents() const { return m_parentLfns; }
    /** UTC as YYYY-MM-DD HH:MM:SS. */
    const std::string& getDate() const { return m_date; }
    const std::string& getSite() const { return m_site; }
    const std::string& getUser() const { return m_user; }
    const std::string& getRandomSeed() const { return m_randomSeed; }
    /** Commit and name of the release. */
    const std::string& getRelease() const { return m_release; }
    /** Text of the steering file. */
    const std::string& getSteering() const { return m_steering; }
    bool isMC() const { return m_isMC; }
    /** Number of generated events that the file stands for, 0 if unknown. */
    unsigned int getMcEvents() const { return m_mcEvents; }
    const std::string& getDatabaseGlobalTag() const { return m_databaseGlobalTag; }
    const std::map<std::string, std::string>& getDataDescription() const { return m_dataDescription; }

    void setLfn(const std::string& lfn) { m_lfn = lfn; }
    void setNEvents(unsigned int nEvents) { m_nEvents = nEvents; }
    void setNFullEvents(unsigned int nEvents) { m_nFullEvents = nEvents; }
    void setLow(int experiment, int run, unsigned int event);
    void setHigh(int experiment, int run, unsigned int event);
    void setParents(const std::vector<std::string>& parents) { m_parentLfns = parents; }
    void setCreationData(const std::string& date, const std::string& site, const std::string& user, const std::string& release);
    void setRandomSeed(const std::string& seed) { m_randomSeed = seed; }
    void setSteering(const std::string& steering) { m_steering = steering; }
    void declareRealData() { m_isMC = false; }
    void setMcEvents(unsigned int nEvents) { m_mcEvents = nEvents; }
    void setDatabaseGlobalTag(const std::string& globalTag) { m_databaseGlobalTag = globalTag; }
    void setDataDescription(const std::string& key, const std::string& value) { m_dataDescription[key] = value; }
    void removeDataDescription(const std::string& key) { m_dataDescription.erase(key); }

    /** Writes to standard output: "" the essentials, "all" everything but the steering, "json", or "steering". */
    void Print(Option_t* option = "") const override;
    /** All members as JSON. */
    std::string getJsonStr() const;

  private:
    std::string m_lfn;
    unsigned int m_nEvents = 0;
    unsigned int m_nFullEvents = 0;
    int m_experimentLow = -1;
    int m_runLow = -1;
    unsigned int m_eventLow = 0;
    int m_experimentHigh = -1;
    int m_runHigh = -1;
    unsigned int m_eventHigh = 0;
    std::vector<std::string> m_parentLfns;
    std::string m_date;
    std::string m_site;
    std::string m_user;
    std::string m_randomSeed;
    std::string m_release;
    std::string m_steering;
    bool m_isMC = true;
    unsigned int m_mcEvents = 0;
    std::string m_databaseGlobalTag;
    std::map<std::string, std::string> m_dataDescription;

    ClassDefOverride(FileMetaData, 11)
  };
}
