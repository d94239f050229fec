// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/datastore/StoreObjPtr.h>

#include <string>
#include <vector>

class TH1D;

namespace Belle2 {
  /** Records memory and time over the events, and draws them. */
  class ProfileModule final : public Module {
  public:
    ProfileModule();
    void initialize() override;
    void event() override;
    void terminate() override;

  private:
    /** Memory and time after a number of events. */
    struct Point {
      double event = 0;
      ProfileInfo info;
    };
    using Memory = unsigned long (ProfileInfo::*)() const;

    ProfileInfo measure() const;
    /** Keep the point; if there are too many and the step is free, keep only every second one from now on. */
    void addPoint(const Point& point);
    /** Warn once if the events since the last point took too long. */
    void checkRate(const Point& point);
    void report(const ProfileInfo& end) const;
    /** Histogram of the memory in MB over events, made in the data store. */
    void storeMemory(const std::string& name, const std::string& title, Memory memory);
    /** Draw memory and time per event to a file. */
    void draw(const std::string& fileName, const std::string& title, Memory memory) const;
    std::string getFullName(const std::string& fileName) const;

    std::string m_outputFileName;
    std::string m_rssOutputFileName;
    std::string m_outputFormat;
    int m_step = 0;
    double m_rateThreshold = 0;

    StoreObjPtr<ProfileInfo> m_info;
    StoreObjPtr<ProfileInfo> m_startInfo{"ProfileInfo_Start", DataStore::c_Persistent};
    StoreObjPtr<ProfileInfo> m_endInfo{"ProfileInfo_End", DataStore::c_Persistent};
    double m_startTime = 0;
    unsigned long m_events = 0;
    unsigned long m_currentStep = 1;
    bool m_hasWarned = false;
    std::vector<Point> m_points;
    /** After the first event, which loads libraries and fills caches; and after the last. */
    ProfileInfo m_first;
    ProfileInfo m_last;
  };
}
