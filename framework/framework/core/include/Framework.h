// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Path.h>

#include <string>

namespace Belle2 {
  /** A job from its start to its end: what Python's basf2.process() and its surroundings do. */
  class Framework {
  public:
    /** Read the environment, find the modules, make a random seed if there is none. Wrong environment is fatal. */
    Framework();
    /** Forgets the modules. */
    ~Framework();
    Framework(const Framework&) = delete;
    Framework& operator=(const Framework&) = delete;

    /** Run the path. 0 events means all that there are. */
    static void process(PathPtr path, long maxEvent = 0);

    static void setRandomSeed(const std::string& seed);
    static std::string getRandomSeed();

  private:
    static void checkErrorsBefore();
    static PathPtr prepareAgain(const PathPtr& path);
    static void collectFileNames(const Path& path);
    static void setupLogging();
  };
}
