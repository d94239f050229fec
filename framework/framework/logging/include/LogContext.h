// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

namespace Belle2 {

  /** What core knows about the moment of a message; logging itself knows neither events nor statistics nor processes. */
  struct LogContext {
    /** True if there is an event, which the next four numbers name. */
    bool valid = false;
    int experiment = 0;
    int run = 0;
    int subrun = 0;
    unsigned int event = 0;

    /** True while the data store can be registered to. */
    bool initialize = true;

    /** True if there are statistics; then the numbers of runs and events so far. */
    bool hasStatistics = false;
    int nruns = 0;
    int nevents = 0;

    /** Number of this process in a job of several, -1 if there is only one. */
    int proc = -1;
  };
}
