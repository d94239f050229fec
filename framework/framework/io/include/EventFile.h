// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>

#include <memory>
#include <string>

class TBranch;
class TFile;
class TTree;

namespace Belle2 {

  /** File of an output module, opened for reading. */
  class EventFile final {
  public:
    /** std::runtime_error with the reason if it cannot be opened. */
    explicit EventFile(const std::string& name);
    ~EventFile();
    EventFile(const EventFile&) = delete;
    EventFile& operator=(const EventFile&) = delete;

    const std::string& getName() const { return m_name; }
    TFile& getFile() const { return *m_file; }
    /** std::runtime_error if there is no such tree. */
    TTree& getTree(const char* name) const;
    /** The branch of a tree that is named as its class in Belle2; std::runtime_error if there is none. */
    TBranch& getBranch(TTree& tree, const std::string& name) const;
    /** From the tree 'persistent'; std::runtime_error if they are not there. */
    FileMetaData readMetaData() const;
    /** Throws std::runtime_error: why the file cannot be used. */
    [[noreturn]] void refuse(const std::string& reason) const;

  private:
    /** Refuses a file that ROOT has crashed on. */
    [[noreturn]] void abandon() const;

    std::string m_name;
    mutable std::unique_ptr<TFile> m_file;
  };
}
