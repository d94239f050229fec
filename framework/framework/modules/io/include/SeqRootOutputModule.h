// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/io/SequentialFileName.h>
#include <framework/io/SequentialRecord.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

class TVirtualStreamerInfo;

namespace Belle2 {

  class DescribedBuffer;
  class SequentialFileWriter;

  /** Writes events one after the other to a file that loses at most the last one if the job is killed. */
  class SeqRootOutputModule final : public Module {
  public:
    SeqRootOutputModule();
    ~SeqRootOutputModule() override;

    void initialize() override;
    void event() override;
    void terminate() override;
    std::vector<std::string> getFileNames(bool outputFiles) override;

  private:
    void selectEntries();
    void openFile();
    /** Ends the file, and says which one goes on. */
    void closeFile(const std::string& nextFile);
    /** A record after those descriptions of its classes that the file does not have yet. */
    void write(SequentialRecord::Kind kind, const DescribedBuffer& buffer);

    std::string m_outputFileName;
    bool m_ignoreCommandLineOverride;
    std::vector<std::string> m_saveObjs;
    int m_compressionLevel;
    bool m_fileNameIsPattern;
    unsigned int m_outputSplitSize;

    std::vector<StoreEntry*> m_entries;
    std::optional<SequentialFileName> m_names;
    std::unique_ptr<SequentialFileWriter> m_writer;
    /** Descriptions that the file has. */
    std::set<TVirtualStreamerInfo*> m_infos;
    StoreObjPtr<EventMetaData> m_eventMetaData;
    unsigned int m_nFiles = 0;
    /** In the file. */
    unsigned int m_nEvents = 0;
  };
}
