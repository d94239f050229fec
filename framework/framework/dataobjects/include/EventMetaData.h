// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TObject.h>

#include <string>

namespace Belle2 {

  /** Which event this is and where it comes from. */
  class EventMetaData final: public TObject {
  public:
    /** Bits of the error flag. */
    enum EventErrorFlag : unsigned int { c_B2LinkPacketCRCError = 0x1, c_B2LinkEventCRCError = 0x2 };

    explicit EventMetaData(unsigned int event = 1, int run = 0, int experiment = 0): m_event(event), m_run(run),
      m_experiment(experiment) {}

    void setEvent(unsigned int event) { m_event = event; }
    void setRun(int run) { m_run = run; }
    void setSubrun(int subrun) { m_subrun = subrun; }
    void setExperiment(int experiment) { m_experiment = experiment; }
    void setProduction(int production) { m_production = production; }
    /** Nanoseconds since 1970. */
    void setTime(unsigned long long int time) { m_time = time; }
    void setParentLfn(const std::string& lfn) { m_parentLfn = lfn; }
    void setGeneratedWeight(double weight) { m_generatedWeight = weight; }
    void setErrorFlag(unsigned int errorFlag) { m_errorFlag = errorFlag; }
    void addErrorFlag(unsigned int errorFlag) { m_errorFlag |= errorFlag; }
    /** There is no event any more. */
    void setEndOfData()
    {
      m_experiment = m_run = -1;
      m_event = 0;
    }

    unsigned int getEvent() const { return m_event; }
    int getRun() const { return m_run; }
    int getSubrun() const { return m_subrun; }
    int getExperiment() const { return m_experiment; }
    int getProduction() const { return m_production; }
    unsigned long long int getTime() const { return m_time; }
    const std::string& getParentLfn() const { return m_parentLfn; }
    double getGeneratedWeight() const { return m_generatedWeight; }
    unsigned int getErrorFlag() const { return m_errorFlag; }
    bool isEndOfData() const { return m_experiment == -1 && m_run == -1 && m_event == 0; }

    /** Compares event, run and experiment only. */
    bool operator==(const EventMetaData& other) const
    {
      return m_event == other.m_event && m_run == other.m_run && m_experiment == other.m_experiment;
    }
    bool operator!=(const EventMetaData& other) const { return !(*this == other); }

  private:
    unsigned int m_event;
    int m_run;
    int m_subrun = 0;
    int m_experiment;
    int m_production = 0;
    unsigned long long int m_time = 0;
    std::string m_parentLfn;
    double m_generatedWeight = 1.0;
    unsigned int m_errorFlag = 0;

    ClassDefOverride(EventMetaData, 5)
  };
}
