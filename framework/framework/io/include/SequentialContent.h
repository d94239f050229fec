// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/dataobjects/FileMetaData.h>
#include <framework/io/StoreBranches.h>

#include <memory>
#include <string>
#include <vector>

class TBuffer;

namespace Belle2 {
  class SequentialFileReader;
  struct StoreEntry;

  /** What a sequential file says before its events: which entries they have, and where they come from. */
  struct SequentialBegin final {
    struct Entry {
      std::string name;
      std::string className;
      bool isArray = false;
      /** For relations. */
      StoreBranches::Relation relation;
    };

    static Entry describe(const StoreEntry& entry);
    void write(TBuffer& buffer) const;
    /** std::runtime_error if this is no such content, as for SequentialEnd. */
    static SequentialBegin read(const std::string& bytes);
    /** Takes what a file says, and makes its classes known; gives the reader of its events. std::runtime_error if that fails. */
    std::unique_ptr<SequentialFileReader> readFrom(const std::string& name);
    /** Registers the entries; those whose class is not known are left out with a warning. */
    void registerEntries() const;

    std::vector<Entry> entries;
    FileMetaData metaData;
  };

  /** What a sequential file says behind its events. */
  struct SequentialEnd final {
    std::string write() const;
    static SequentialEnd read(const std::string& bytes);

    unsigned int nEvents = 0;
    /** Name without folder of the file with the events that follow, or "". */
    std::string nextFile;
  };
}
