// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <Rtypes.h>

#include <iosfwd>

namespace Belle2 {
  class EventMetaData;

  /**
   * The experiments and runs for which something is valid; both ends belong to it.
   *
   * -1 is no bound: an undefined low experiment means from the beginning on, an undefined low run from the first run of the
   * experiment on, an undefined high experiment forever, and an undefined high run until the end of the experiment.
   */
  class IntervalOfValidity final {
  public:
    /** An empty interval. */
    IntervalOfValidity(): IntervalOfValidity(-1, -1, -1, -1) {}
    /** A run without an experiment becomes undefined, bounds in the wrong order are swapped: both with an error message. */
    IntervalOfValidity(int experimentLow, int runLow, int experimentHigh, int runHigh);

    /** All experiments and runs. */
    static IntervalOfValidity always() { return IntervalOfValidity(0, 0, -1, -1); }

    bool empty() const { return m_experimentLow < 0 && m_experimentHigh < 0; }
    bool contains(int experiment, int run) const;
    bool contains(const EventMetaData& event) const;
    bool contains(const IntervalOfValidity& iov) const { return overlap(iov) == iov; }
    bool overlaps(const IntervalOfValidity& iov) const { return !overlap(iov).empty(); }
    /** What is common to both; empty if nothing is. */
    IntervalOfValidity overlap(const IntervalOfValidity& iov) const;
    /**
     * Shorten one of the two so that they do not overlap: the one that begins first at its end, or, without trimOlder, the other
     * at its begin. What nothing is left of becomes empty. False, without a change, if the older one would be cut into two.
     */
    bool trimOverlap(IntervalOfValidity& iov, bool trimOlder = true);

    int getExperimentLow() const { return m_experimentLow; }
    int getRunLow() const { return m_runLow; }
    int getExperimentHigh() const { return m_experimentHigh; }
    int getRunHigh() const { return m_runHigh; }

    bool operator==(const IntervalOfValidity& other) const;
    bool operator!=(const IntervalOfValidity& other) const { return !(*this == other); }

    /** Reads "experimentLow,runLow,experimentHigh,runHigh" up to the next white space; std::invalid_argument for anything else. */
    friend std::istream& operator>>(std::istream& input, IntervalOfValidity& iov);
    friend std::ostream& operator<<(std::ostream& output, const IntervalOfValidity& iov);

  private:
    /** -1, 0 or 1 for numbers before, at or behind the low bound. */
    int compareToLow(int experiment, int run) const;
    /** -1, 0 or 1 for numbers before, at or behind the high bound. */
    int compareToHigh(int experiment, int run) const;
    /** Empty if the bounds are in the wrong order. */
    void makeValid();

    int m_experimentLow;
    int m_runLow;
    int m_experimentHigh;
    int m_runHigh;

    ClassDefNV(IntervalOfValidity, 2)
  };
}
