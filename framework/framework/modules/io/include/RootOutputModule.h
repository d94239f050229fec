// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/EventOutputModule.h>

#include <memory>
#include <optional>
#include <string>

namespace Belle2 {

  /** Writes events and persistent data to the trees of a ROOT file. */
  class RootOutputModule final: public EventOutputModule {
  public:
    RootOutputModule();

    void initialize() override;
    void event() override;

  protected:
    std::string getNextFileName() const override;
    StoreTreeWriter::Settings getTreeSettings() const override { return m_settings; }
    unsigned int getMcEvents() const override;
    void report(const std::string& fileName, const FileMetaData& metaData) const override;
    void beginEvents(EventFileWriter& writer) override;
    void writeEvent() override;
    void endEvents() override;

  private:
    /** Complains about a size to split at that cannot be meant, and tells what splitting does. */
    void checkSplitting();
    void buildIndex();

    StoreTreeWriter::Settings m_settings;
    bool m_buildIndex;
    std::optional<unsigned int> m_outputSplitSize;

    std::unique_ptr<StoreTreeWriter> m_tree;
    /** Number of files that were opened. */
    unsigned int m_nFiles = 0;
  };
}
