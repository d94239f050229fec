// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/pcore/RbTuple.h>

namespace Belle2 {
  /**
   * Base class of modules with histograms that the module HistoManager, which must be in the path before them, writes to its file.
   *
   * initialize() has to contain the line REG_HISTOGRAM. Objects of ROOT that defineHisto() makes belong to the file.
   */
  class HistoModule : public Module {
  public:
    ~HistoModule() override { RbTupleManager::Instance().unregister_module(this); }

    /** Make the histograms: called once in each process, before its first beginRun() or event(). */
    virtual void defineHisto() {}
  };
}
