// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>

#include <array>
#include <string>
#include <vector>

namespace Belle2 {

  /** Base of modules that read files of events: which files, how many events are skipped, and what is left out. */
  class EventInputModule: public Module {
  public:
    std::vector<std::string> getFileNames(bool outputFiles) override;

  protected:
    EventInputModule();

    /** Parameters that say which branches are read, and whether events with an error flag are. */
    void addBranchParameters();
    void addErrorParameters();

    /** Files of the command line that replace those of the parameters. */
    virtual const std::vector<std::string>& getOverride() const;
    /** The files in their order; the job ends with a sentence if there are none. */
    std::vector<std::string> findFiles() const;
    /** Takes the number of events to skip from the command line. */
    void takeSkipOverride();
    /** For modules that can only read all entries in turn: the job ends if the command line chooses some. */
    void refuseEntrySequences() const;
    /** True if the event that was read has an error flag and is left out, which is told. */
    bool isDiscarded() const;

    std::string m_inputFileName;
    std::vector<std::string> m_inputFileNames;
    bool m_ignoreCommandLineOverride;
    unsigned int m_skipNEvents;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_branchNames;
    std::array<std::vector<std::string>, DataStore::c_NDurabilityTypes> m_excludeBranchNames;
    StoreObjPtr<EventMetaData> m_eventMetaData;

  private:
    bool isReplaced() const { return !m_ignoreCommandLineOverride && !getOverride().empty(); }
    /** Names with wildcards, as options and parameters give them. */
    std::vector<std::string> getNames() const;

    bool m_discardErrorEvents = false;
    unsigned int m_silentErrorDiscardMask = 0;
  };
}
