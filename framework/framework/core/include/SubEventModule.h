// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/EventProcessor.h>
#include <framework/core/Module.h>
#include <framework/core/Path.h>

#include <memory>
#include <string>
#include <vector>

namespace Belle2 {
  /** Runs a path several times in one event: once per element of an array, or as long as a condition holds. */
  class SubEventModule final : public Module, public EventProcessor {
  public:
    SubEventModule();

    static ModulePtr createForEach(const std::string& objectName, const std::string& arrayName, const PathPtr& path);
    /** Fatal if the path is empty or one of its modules has a condition. */
    static ModulePtr createDoWhile(const PathPtr& path, const std::string& condition, unsigned int maxIterations);

    void initialize() override;
    void beginRun() override;
    void event() override;
    void endRun() override;
    void terminate() override;
    std::shared_ptr<PathElement> clone() const override;

  private:
    enum EMode { c_ForEach, c_DoWhile };

    void forEach();
    void doWhile();
    /** Run the path once; false if the data have ended. */
    bool runPath();
    std::vector<StoreEntry*> findMissingEntries() const;

    int m_mode = c_ForEach;
    std::string m_loopOver;
    std::string m_objectName;
    PathPtr m_path;
    unsigned int m_maxIterations = 10000;
    std::string m_loopCondition;
    std::unique_ptr<ModuleCondition> m_condition;
    StoreEntry* m_loopObject = nullptr;
    StoreEntry* m_loopArray = nullptr;
  };
}
