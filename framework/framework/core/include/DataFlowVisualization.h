// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Path.h>

#include <map>
#include <ostream>
#include <set>
#include <string>

namespace Belle2 {

  /** Draws what modules read and write, as graphs in the language of the program dot. */
  class DataFlowVisualization final {
  public:
    /** All modules of an initialised path with their order, conditions and data. Fatal if the file cannot be written. */
    static void visualizePath(const std::string& fileName, const Path& path);
    /** Initialise a new module of a type, and draw it with its data in TYPE.dot. */
    static void executeModuleAndCreateIOPlot(const std::string& type);

  private:
    explicit DataFlowVisualization(std::ostream& stream): m_stream(stream) {}

    void drawModule(const Module& module);
    void drawPath(const Path& path);
    void drawEntries();
    /** Name of the module's node. */
    std::string getNode(const Module& module);

    std::ostream& m_stream;
    std::map<const Module*, std::string> m_nodes;
    int m_clusters = 0;
    std::set<std::string> m_inputs;
    std::set<std::string> m_optionalInputs;
    std::set<std::string> m_outputs;
    /** Arrays of relations that the module neither reads nor writes. */
    std::set<std::string> m_others;
  };
}
