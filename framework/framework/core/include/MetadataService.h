// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace Belle2 {

  class FileMetaData;

  /**
   * Keeps a JSON file that tells batch systems how far a job is, how it ended and what it wrote.
   * Without a file name nothing is kept. Each update replaces the whole file at once, so readers never see half of it.
   */
  class MetadataService final {
  public:
    static MetadataService& Instance();

    /** The file to keep, none if empty. It is written at once, and fatal if that fails. */
    void setJsonFileName(const std::string& fileName);

    /** A complete file of RootOutput: checksums, the result of its checks, and its metadata. */
    void addRootOutputFile(const std::string& fileName, const FileMetaData* metaData = nullptr);
    /** A complete file of RootNTupleOutput, with its metadata. */
    void addRootNTupleOutputFile(const std::string& fileName, const FileMetaData* metaData);
    /** Other complete files get checksums only. */
    void addRootNtupleFile(const std::string& fileName);
    void addHepMC3File(const std::string& fileName);

    /** Where the job is now, with its time, memory, events and messages. */
    void addBasf2Status(const std::string& message = "");
    /** Number of calls of event() of all modules. */
    void addModuleCallsCount();
    /** The job has come to its end. */
    void finishBasf2(bool success = true);
    /** The job stops before its end; the first message stays. */
    void abortBasf2(const std::string& message);

    /** Gives the checks of a complete file and its numbers as JSON. */
    using FileCheck = std::function<std::string(const std::string& fileName)>;
    static void setFileCheck(FileCheck check);

    /** A call of process() has read what there is to be processed. */
    void startEvents();
    void countRun() { ++m_runs; }
    void countEvent() { ++m_events; }
    /** Update the status if the last update was long ago. */
    void updateNowAndThen() { if (!m_fileName.empty()) updateIfOld(); }

  private:
    struct Content;

    MetadataService();
    ~MetadataService();
    MetadataService(const MetadataService&) = delete;
    MetadataService& operator=(const MetadataService&) = delete;

    static FileCheck& getFileCheck();
    static std::string checkFile(const std::string& fileName);
    void addFile(const std::string& fileName, const char* type, const FileMetaData* metaData);
    void updateIfOld();
    void write();
    /** Write the file; false if that fails. */
    bool replaceFile() const;

    std::string m_fileName;
    int m_process = 0;
    std::unique_ptr<Content> m_content;
    unsigned long m_runs = 0;
    unsigned long m_events = 0;
    unsigned long m_totalEvents = 0;
    double m_startTime;
    double m_lastUpdate = 0;
  };
}
