// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

class TBranch;

namespace Belle2 {

  class EventFileReader;
  class Mergeable;

  /** Makes one file of several that jobs with the same release and steering wrote. */
  class EventFileMerge final {
  public:
    /** Opens the files; std::runtime_error with one line for each reason why they cannot be merged. */
    explicit EventFileMerge(const std::vector<std::string>& inputs);
    ~EventFileMerge();
    EventFileMerge(const EventFileMerge&) = delete;
    EventFileMerge& operator=(const EventFileMerge&) = delete;

    /** What need not be wrong, as sentences. */
    const std::vector<std::string>& getWarnings() const { return m_warnings; }
    /** Writes the file and gives its metadata; std::runtime_error if that fails. */
    FileMetaData write(const std::string& output);

  private:
    void add(EventFileReader& reader);
    void compare(const EventFileReader& reader);
    void addRange(const FileMetaData& metaData);
    void addPersistent(EventFileReader& reader);
    /** The object in a branch of persistent objects; null after an error. */
    std::unique_ptr<Mergeable> readObject(TBranch& branch, const std::string& file);
    void complete();

    std::vector<std::unique_ptr<EventFileReader>> m_readers;
    std::vector<std::string> m_errors;
    std::vector<std::string> m_warnings;
    FileMetaData m_metaData;
    /** Persistent objects other than the metadata. */
    std::map<std::string, std::unique_ptr<Mergeable>> m_objects;
    std::set<std::string> m_parents;
    std::set<std::string> m_seeds;
    std::set<std::string> m_users;
  };
}
