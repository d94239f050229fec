// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>

#include <string>
#include <utility>
#include <vector>

class TFile;
class TTree;

namespace Belle2 {

  /** Reads a whole output file, and says which checks it passes: for the information on jobs and for b2file-check. */
  class EventFileCheck final {
  public:
    explicit EventFileCheck(const std::string& name);

    /** Names of the checks in the order in which they were made; those that need a failed one are failed, too. */
    const std::vector<std::pair<std::string, bool>>& getChecks() const { return m_checks; }
    bool isPassed(const std::string& check) const;
    /** Names of the branches of the event tree. */
    const std::vector<std::string>& getBranches() const { return m_branches; }
    /** Object with `checks_passed` and `stats`. */
    std::string getJsonStr() const;

    int getCompressionAlgorithm() const { return m_compressionAlgorithm; }
    int getCompressionLevel() const { return m_compressionLevel; }
    double getCompressionFactor() const { return m_compressionFactor; }
    unsigned int getEvents() const { return m_events; }
    unsigned int getMcEvents() const { return m_metaData.getMcEvents(); }
    double getSizeInKiB() const { return m_size; }
    /** 0 if there are no events. */
    double getSizePerEventInKiB() const { return m_events ? m_size / m_events : 0; }

  private:
    void readFile(TFile& file);
    bool readMetaData(TTree& persistent);
    void readEvents(TTree& tree);
    /** Sets one check; they start as failed. */
    void set(const std::string& check, bool passed);

    std::vector<std::pair<std::string, bool>> m_checks;
    std::vector<std::string> m_branches;
    int m_compressionAlgorithm = 0;
    int m_compressionLevel = 0;
    double m_compressionFactor = 0;
    unsigned int m_events = 0;
    double m_size = 0;
    FileMetaData m_metaData;
  };
}
