// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/io/SeqRootInputModule.h>

#include <framework/core/Environment.h>
#include <framework/core/InputController.h>
#include <framework/io/DoOrEnd.h>
#include <framework/io/FileNames.h>
#include <framework/io/SequentialContent.h>
#include <framework/io/SequentialFileReader.h>
#include <framework/logging/Logger.h>
#include <framework/pcore/DescribedBuffer.h>
#include <framework/pcore/EventStreamer.h>

#include <TBufferFile.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>

namespace fs = std::filesystem;
using namespace Belle2;

REG_MODULE(SeqRootInput)

namespace {
  bool contains(const std::vector<std::string>& files, const std::string& name)
  {
    const auto isSame = [&name](const std::string & file) { return FileNames::toAbsolute(file) == FileNames::toAbsolute(name); };
    return std::any_of(files.begin(), files.end(), isSame);
  }

  void readStore(const std::string& bytes)
  {
    TBufferFile buffer(TBuffer::kRead, static_cast<Int_t>(bytes.size()), const_cast<char*>(bytes.data()), false);
    EventStreamer::readEntries(buffer);
  }
}

SeqRootInputModule::SeqRootInputModule()
{
  setDescription("Reads the events of sequential files that were written by SeqRootOutput, packed by gzip or not, also if the job "
                 "that wrote them was killed, and the files that go on with their events. Ends after the last event.");
  addParam("declareRealData", m_declareRealData, "The events are real data, whatever the files say.", false);
}

SeqRootInputModule::~SeqRootInputModule() = default;

void SeqRootInputModule::initialize()
{
  takeSkipOverride();
  refuseEntrySequences();
  m_nextFile = m_nSkipped = 0;
  m_nAllEvents = 0;
  m_fileMetaData.registerInDataStore();
  m_files.clear();
  for (const std::string& file : findFiles()) {
    if (contains(m_files, file)) B2WARNING("The input file \"" << file << "\" is given twice.");
    m_files.push_back(file);
  }
  for (const std::string& file : m_files) {
    doOrEnd([&] {
      SequentialBegin begin;
      begin.readFrom(file);
      begin.registerEntries();
      checkMC(begin, file);
    });
  }
}

void SeqRootInputModule::checkMC(const SequentialBegin& begin, const std::string& name)
{
  auto& environment = Environment::Instance();
  const bool isMC = begin.metaData.isMC() && !m_declareRealData;
  if (&name == &m_files.front()) environment.setIsMC(isMC);
  else if (environment.isMC() != isMC)
    B2FATAL("The input files \"" << m_files.front() << "\" and \"" << name << "\" mix real data and simulation.");
}

bool SeqRootInputModule::openNext()
{
  if (m_nextFile >= m_files.size()) return false;
  const std::string& name = m_files[m_nextFile++];
  SequentialBegin begin;
  m_reader = begin.readFrom(name);
  m_nEvents = 0;
  if (m_declareRealData) begin.metaData.declareRealData();
  m_fileMetaData.assign(new FileMetaData(begin.metaData), true);
  InputController::setCurrentFileName(name);
  return true;
}

void SeqRootInputModule::handleEnd(const SequentialEnd& end)
{
  if (end.nEvents != m_nEvents) {
    B2FATAL("The input file \"" << m_reader->getName() << "\" is damaged: it has " << m_nEvents << " events, and says that it has "
            << end.nEvents << ".");
  }
  if (end.nextFile.empty()) return;
  const std::string next = fs::path(m_reader->getName()).replace_filename(end.nextFile).string();
  if (contains(m_files, next)) return;
  std::error_code ignored;
  if (fs::exists(next, ignored)) m_files.insert(m_files.begin() + static_cast<std::ptrdiff_t>(m_nextFile), next);
  else B2WARNING("The events of the input file \"" << m_reader->getName() << "\" go on in \"" << next <<
                   "\", which does not exist.");
}

void SeqRootInputModule::warnIfCut()
{
  if (m_reader->isComplete()) return;
  B2WARNING("The input file \"" << m_reader->getName() << "\" has no end, because the job that wrote it was killed or has not "
            "finished. Its whole events are read" << LogVar("events", m_nEvents)
            << LogVar("bytes of a cut record", m_reader->getCutBytes()));
}

bool SeqRootInputModule::readEvent()
{
  while (const auto record = m_reader->next()) {
    if (record->kind == SequentialRecord::c_Classes) m_reader->parse(DescribedBuffer::read, *record);
    if (record->kind == SequentialRecord::c_End) handleEnd(m_reader->parse(SequentialEnd::read, *record));
    if (record->kind != SequentialRecord::c_Event) continue;
    ++m_nEvents;
    if (m_nSkipped++ < m_skipNEvents) continue;
    readStore(record->content);
    return true;
  }
  warnIfCut();
  return false;
}

void SeqRootInputModule::event()
{
  try {
    while (m_reader || openNext()) {
      if (readEvent()) {
        InputController::eventLoaded(m_nAllEvents++);
        return;
      }
      m_reader.reset();
    }
  } catch (const std::runtime_error& error) {
    B2FATAL(error.what());
  }
}

void SeqRootInputModule::terminate()
{
  m_reader.reset();
}
