// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/RandomGenerator.h>

#include <string>

namespace Belle2 {
  /** The generators of the job, one of which is gRandom. */
  class RandomNumbers {
  public:
    /** Set the seed and use numbers that depend on it alone, as outside of event processing. */
    static void initialize(const std::string& seed);
    /** A seed from the entropy of the system. */
    static void initialize();
    static bool isInitialized();
    static std::string getSeed();

    /** Numbers that depend on the run, for beginRun(). */
    static void initializeBeginRun();
    /** Numbers that depend on the run, other ones for endRun(). */
    static void initializeEndRun();
    /** Numbers that depend on the event, barrier 0. */
    static void initializeEvent();
    static void initializeEvent(int experiment, int run, unsigned int event);
    /** Make the numbers from here on independent of how many were drawn before. */
    static void barrier();
    /** Use the generator of the events again, as it was left. */
    static void useEventDependent();

    static RandomGenerator& getEventRandomGenerator();
    static RandomGenerator& getRunRandomGenerator();
  };
}
