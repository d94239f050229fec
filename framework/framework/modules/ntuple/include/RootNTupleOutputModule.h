// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/EventOutputModule.h>

#include <memory>
#include <string>

namespace Belle2 {

  class EventNTupleWriter;

  /** Writes events to an RNTuple, and persistent data to a tree beside it. */
  class RootNTupleOutputModule final: public EventOutputModule {
  public:
    RootNTupleOutputModule();
    ~RootNTupleOutputModule() override;

    void initialize() override;

  protected:
    void report(const std::string& fileName, const FileMetaData& metaData) const override;
    void beginEvents(EventFileWriter& writer) override;
    void writeEvent() override;
    void endEvents() override;

  private:
    unsigned int m_clusterSize;

    std::unique_ptr<EventNTupleWriter> m_ntuple;
  };
}
