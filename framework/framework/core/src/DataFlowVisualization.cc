// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/DataFlowVisualization.h>

#include <framework/core/ModuleManager.h>
#include <framework/datastore/DataStore.h>
#include <framework/logging/Logger.h>

#include <fstream>

using namespace Belle2;

namespace {
  constexpr const char* c_arrowColors[DependencyMap::c_NEntryTypes] = {"cornflowerblue", "lightblue", "firebrick"};

  std::string quote(const std::string& text)
  {
    std::string result = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
    return result + '"';
  }

  void finish(std::ofstream& file, const std::string& name)
  {
    file.close();
    if (!file) B2FATAL("The drawing '" << name << "' cannot be written: may you write in this folder, and is there space?");
    B2INFO("Drawing of the flow of data written; 'dot -Tpdf -O " << name << "' makes a picture of it." << LogVar("file", name));
  }
}

namespace Belle2 {
  void DataFlowVisualization::visualizePath(const std::string& fileName, const Path& path)
  {
    std::ofstream file(fileName);
    DataFlowVisualization drawing(file);
    file << "digraph allModules {\n  rankdir=LR;\n  compound=true;\n";
    for (const auto& module : path.buildModulePathList()) drawing.drawModule(*module);
    drawing.drawPath(path);
    drawing.drawEntries();
    file << "}\n";
    finish(file, fileName);
  }

  void DataFlowVisualization::executeModuleAndCreateIOPlot(const std::string& type)
  {
    const auto module = ModuleManager::Instance().registerModule(type);
    B2INFO("The module " << type << " is initialised without others: errors about missing input do no harm.");
    auto& dependencies = DataStore::Instance().getDependencyMap();
    dependencies.setModule(module.get());
    module->initialize();
    dependencies.setModule(nullptr);
    const std::string fileName = type + ".dot";
    std::ofstream file(fileName);
    DataFlowVisualization drawing(file);
    file << "digraph " << quote(type) << " {\n";
    drawing.drawModule(*module);
    drawing.drawEntries();
    file << "}\n";
    finish(file, fileName);
  }

  std::string DataFlowVisualization::getNode(const Module& module)
  {
    // several modules of a path may have the same name
    return m_nodes.emplace(&module, "module" + std::to_string(m_nodes.size())).first->second;
  }

  void DataFlowVisualization::drawModule(const Module& module)
  {
    const std::string node = getNode(module);
    m_stream << "  " << node << " [label=" << quote(module.getName()) << "];\n";
    const auto& info = DataStore::Instance().getDependencyMap().getModuleInfo(&module);
    for (int type = 0; type < DependencyMap::c_NEntryTypes; ++type) {
      const std::string color = std::string(" [color=") + c_arrowColors[type];
      const bool isOutput = type == DependencyMap::c_Output;
      for (const auto& entry : info.entries[type]) {
        (isOutput ? m_outputs : type == DependencyMap::c_Input ? m_inputs : m_optionalInputs).insert(entry);
        m_stream << "  " << (isOutput ? node : quote(entry)) << " -> " << (isOutput ? quote(entry) : node) << color << "];\n";
      }
      for (const auto& [from, to] : info.relations[type]) {
        m_others.insert({from, to});
        m_stream << "  " << quote(from) << " -> " << quote(to) << color << ",style=dashed];\n";
      }
    }
  }

  void DataFlowVisualization::drawPath(const Path& path)
  {
    const std::string cluster = "cluster" + std::to_string(m_clusters++);
    m_stream << "  subgraph " << cluster << " {\n    style=solid;\n    color=grey;\n    " << cluster <<
                "_start [shape=point,style=invis];\n";
    std::string last;
    std::string conditions;
    for (const auto& module : path.getModules()) {
      const std::string node = getNode(*module);
      m_stream << "    " << node << ";\n";
      if (!last.empty()) m_stream << "    " << last << " -> " << node << " [color=black];\n";
      last = node;
      for (const auto& condition : module->getAllConditions()) {
        const std::string inner = "cluster" + std::to_string(m_clusters);
        conditions += "  " + node + " -> " + inner + "_start [color=grey,fontcolor=grey,lhead=" + inner + ",label=" +
                      quote(condition.getExpression()) + "];\n";
        drawPath(*condition.getPath());
      }
    }
    m_stream << "  }\n" << conditions;
  }

  void DataFlowVisualization::drawEntries()
  {
    std::set<std::string> drawn;
    const auto draw = [&](const std::set<std::string>& entries, const char* color) {
      for (const auto& entry : entries)
        if (drawn.insert(entry).second)
          m_stream << "  " << quote(entry) << " [shape=box,style=filled,fillcolor=" << color << "];\n";
    };
    draw(m_outputs, "orange");
    draw(m_inputs, "cornflowerblue");
    draw(m_optionalInputs, "lightblue");
    draw(m_others, "gray82");
  }
}
