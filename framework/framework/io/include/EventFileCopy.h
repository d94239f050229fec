// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/io/StoreBranches.h>

#include <cstdint>
#include <string>
#include <vector>

class TFile;
class TTree;

namespace Belle2 {

  class EventFileReader;

  /** Makes the index by which events are found by experiment, run and event number. */
  void buildEventIndex(TTree& tree);

  /**
   * Writes the events of files with the same branches, one after the other, to a file. Branches that are not active in the first
   * one are left out. Nothing is unpacked; std::runtime_error if something cannot be copied.
   */
  void copyEvents(const std::vector<EventFileReader*>& inputs, TFile& output);

  /** True for event branches among those to leave out, and relations from or to them; EventMetaData always stays. */
  bool isBranchRemoved(const std::string& name, const StoreBranches::Relations& relations,
                       const std::vector<std::string>& branches);

  /**
   * Copies a file without some event branches, and without relations from or to them; gives their names. EventMetaData always
   * stays. std::runtime_error if that fails.
   */
  std::vector<std::string> copyWithoutBranches(const std::string& input, const std::string& output,
                                               const std::vector<std::string>& branches);

  /**
   * Copies a file without what the clock and the load of the machine brought into it: the date of its metadata is that of the year
   * 2000, and its statistics have no calls. std::runtime_error if that fails, and then the output is not complete.
   */
  void copyWithoutTimes(const std::string& input, const std::string& output);

  /** How many bytes a branch takes with all its members. */
  struct BranchSize {
    std::string name;
    std::int64_t size;
    std::int64_t compressedSize;
    bool isRelation;
  };
  /** The event branches of a file. */
  std::vector<BranchSize> getBranchSizes(const EventFileReader& reader);
}
