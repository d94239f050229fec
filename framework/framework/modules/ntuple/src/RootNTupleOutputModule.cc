// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/ntuple/RootNTupleOutputModule.h>

#include <framework/core/MetadataService.h>
#include <framework/logging/Logger.h>
#include <framework/ntuple/EventNTupleWriter.h>

#include <string>

using namespace Belle2;

REG_MODULE(RootNTupleOutput)

RootNTupleOutputModule::RootNTupleOutputModule(): EventOutputModule("RootNTupleOutput.root")
{
  setDescription("Writes the objects of the data store to a ROOT file: those of events to the RNTuple 'events', persistent ones to "
                 "the tree 'persistent'. The output is one file and has no index of events.");
  addParam("clusterSize", m_clusterSize,
           "Approximate size in MB of the groups of events that are written together; they are held in memory.", 16u);
}

RootNTupleOutputModule::~RootNTupleOutputModule() = default;

void RootNTupleOutputModule::initialize()
{
  initializeOutput();
  if (m_clusterSize == 0) B2ERROR("The parameter clusterSize of RootNTupleOutput is 0 MB: set it to 1 or more.");
  std::string sentences;
  for (const std::string& refused : EventNTupleWriter::findRefused(getEntries(DataStore::c_Event))) sentences += "\n* " + refused;
  if (!sentences.empty()) {
    B2ERROR("RootNTupleOutput cannot store some entries. Exclude them with excludeBranchNames, or use RootOutput:" << sentences);
    return;
  }
  if (m_clusterSize > 0) openFile();
}

void RootNTupleOutputModule::report(const std::string& fileName, const FileMetaData& metaData) const
{
  MetadataService::Instance().addRootNTupleOutputFile(fileName, &metaData);
}

void RootNTupleOutputModule::beginEvents(EventFileWriter& writer)
{
  m_ntuple = std::make_unique<EventNTupleWriter>(writer, getEntries(DataStore::c_Event), m_clusterSize * std::size_t{1024 * 1024});
}

void RootNTupleOutputModule::writeEvent()
{
  m_ntuple->fill();
}

void RootNTupleOutputModule::endEvents()
{
  m_ntuple->commit();
  m_ntuple.reset();
}
