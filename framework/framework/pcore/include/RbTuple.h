// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

class TFile;

/** Hand the histograms of a HistoModule to the HistoManager: to be used in initialize(). */
#define REG_HISTOGRAM Belle2::RbTupleManager::Instance().register_module(this);

namespace Belle2 {
  class Module;

  /** Keeps the file of the histograms that the HistoModules define. */
  class RbTupleManager final {
  public:
    /** Instead of a process number: all is done in one process, whose file is the final one. */
    static constexpr int c_singleProcess = -1;

    static RbTupleManager& Instance();

    /** Set the file to write, before the first event. */
    void init(int nprocess, const char* filename, const char* workdir = ".");
    /** The module has histograms to define. Anything but a HistoModule is an error. */
    void register_module(Module* module);
    /** Forget a module that ends its life. */
    void unregister_module(const Module* module);
    /** Open the file of a process, and let the modules define their histograms in it. */
    void begin(int pid = c_singleProcess);
    /** Write the histograms, close the file, and forget the modules. */
    void terminate();

  private:
    RbTupleManager();
    ~RbTupleManager();

    /** Name of the file of a process. */
    std::string getFileName(int pid) const;

    std::vector<Module*> m_modules;
    std::string m_fileName;
    std::unique_ptr<TFile> m_file;
  };
}
