// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventInputModule.h>

#include <framework/core/Environment.h>
#include <framework/io/DoOrEnd.h>
#include <framework/io/FileNames.h>
#include <framework/logging/Logger.h>

#include <stdexcept>

using namespace Belle2;

EventInputModule::EventInputModule()
{
  setPropertyFlags(c_Input);
  addParam("inputFileName", m_inputFileName,
           "Name of the input file with wildcards as in a shell; the option -i replaces it.",
           std::string());
  addParam("inputFileNames", m_inputFileNames,
           "Names of the input files with wildcards as in a shell; the option -i replaces them.", {});
  addParam("ignoreCommandLineOverride", m_ignoreCommandLineOverride,
           "Do not let options replace file names, entries and the number of events to skip.", false);
  addParam("skipNEvents", m_skipNEvents, "Number of events to skip, replaced by the option --skip-events.", 0u);
}

void EventInputModule::addBranchParameters()
{
  addParam("branchNames", m_branchNames[DataStore::c_Event],
           "Names of the event branches to read, all if empty; relations between them are added.", {});
  addParam("branchNamesPersistent", m_branchNames[DataStore::c_Persistent],
           "Names of the persistent branches to read, all if empty.", {});
  addParam("excludeBranchNames", m_excludeBranchNames[DataStore::c_Event],
           "Names of event branches not to read; relations from or to them are left out too.", {});
  addParam("excludeBranchNamesPersistent", m_excludeBranchNames[DataStore::c_Persistent],
           "Names of persistent branches not to read.", {"ProcessStatistics"});
}

void EventInputModule::addErrorParameters()
{
  addParam("discardErrorEvents", m_discardErrorEvents, "Leave out events with an error flag.", true);
  addParam("silentErrorDiscardMask", m_silentErrorDiscardMask, "Error flags that are left out without a warning.", 0u);
  addParam("silentErrrorDiscardMask", m_silentErrorDiscardMask, "Other name of silentErrorDiscardMask.", 0u);
}

const std::vector<std::string>& EventInputModule::getOverride() const
{
  return Environment::Instance().getInputFilesOverride();
}

std::vector<std::string> EventInputModule::getNames() const
{
  if (isReplaced()) return getOverride();
  return m_inputFileName.empty() ? m_inputFileNames : std::vector<std::string> {m_inputFileName};
}

std::vector<std::string> EventInputModule::getFileNames(bool outputFiles)
{
  if (outputFiles) return {};
  try {
    return FileNames::expand(getNames());
  } catch (const std::runtime_error&) {
    return getNames();
  }
}

std::vector<std::string> EventInputModule::findFiles() const
{
  const std::vector<std::string> names = getNames();
  if (names.empty()) {
    B2FATAL(getType() << " has no input: set one of the parameters inputFileName and inputFileNames, or give the option -i.");
  }
  if (!isReplaced() && !m_inputFileName.empty() && !m_inputFileNames.empty()) {
    B2FATAL(getType() << " cannot use both of the parameters inputFileName and inputFileNames. Set only one of them.");
  }
  std::vector<std::string> files;
  doOrEnd([&] { files = FileNames::expand(names); });
  if (files.empty()) B2FATAL("No valid files specified!");
  return files;
}

void EventInputModule::takeSkipOverride()
{
  const unsigned int skip = Environment::Instance().getSkipEventsOverride();
  if (skip > 0 && !m_ignoreCommandLineOverride) m_skipNEvents = skip;
}

void EventInputModule::refuseEntrySequences() const
{
  if (!Environment::Instance().getEntrySequencesOverride().empty() && !m_ignoreCommandLineOverride)
    B2FATAL(getType() << " reads all entries of its files, so entries cannot be chosen by the option -S.");
}

bool EventInputModule::isDiscarded() const
{
  if (!m_discardErrorEvents || !m_eventMetaData.isValid()) return false;
  const unsigned int errorFlag = m_eventMetaData->getErrorFlag();
  if (errorFlag & ~m_silentErrorDiscardMask) {
    B2WARNING("Discarding an event with an error flag." << LogVar("experiment", m_eventMetaData->getExperiment())
              << LogVar("run", m_eventMetaData->getRun()) << LogVar("event", m_eventMetaData->getEvent())
              << LogVar("errorFlag", errorFlag));
  }
  return errorFlag != 0;
}
