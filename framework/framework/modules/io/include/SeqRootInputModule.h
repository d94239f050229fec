// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/io/EventInputModule.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace Belle2 {

  class SequentialFileReader;
  struct SequentialBegin;
  struct SequentialEnd;

  /** Reads the events of files that SeqRootOutput wrote. */
  class SeqRootInputModule final : public EventInputModule {
  public:
    SeqRootInputModule();
    ~SeqRootInputModule() override;

    void initialize() override;
    void event() override;
    void terminate() override;

  private:
    void checkMC(const SequentialBegin& begin, const std::string& name);
    /** The next file; false if there is none. */
    bool openNext();
    /** The next event, which may be skipped; false if there is none in this file. */
    bool readEvent();
    /** Goes on with the file that follows, even if it was not asked for. */
    void handleEnd(const SequentialEnd& end);
    void warnIfCut();

    bool m_declareRealData;

    std::vector<std::string> m_files;
    std::size_t m_nextFile = 0;
    std::unique_ptr<SequentialFileReader> m_reader;
    /** Of the file, and of all. */
    unsigned int m_nEvents = 0;
    long m_nAllEvents = 0;
    unsigned int m_nSkipped = 0;
    StoreObjPtr<FileMetaData> m_fileMetaData{"", DataStore::c_Persistent};
  };
}
