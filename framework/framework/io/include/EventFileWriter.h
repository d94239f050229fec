// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

class TFile;

namespace Belle2 {

  /**
   * ROOT file for events that appears under its name only when it is complete.
   *
   * Until then a local file has the name plus ".part"; if the job ends before commit(), it is removed.
   */
  class EventFileWriter final {
  public:
    /** Makes missing folders and opens the file; std::runtime_error with a sentence if that fails. */
    EventFileWriter(const std::string& name, int compression);
    ~EventFileWriter();
    EventFileWriter(const EventFileWriter&) = delete;
    EventFileWriter& operator=(const EventFileWriter&) = delete;

    TFile& getFile() const { return *m_file; }
    const std::string& getName() const { return m_name; }
    /** std::runtime_error if something could not be written. */
    void check() const;
    /** Closes the file and gives it its name; std::runtime_error if something could not be written. */
    void commit();
    /** Closes and removes what there is. */
    void discard();

  private:
    std::string m_name;
    std::string m_temporaryName;
    std::unique_ptr<TFile> m_file;
    /** Where the file was opened: a fork of it is not the owner. */
    int m_process;
  };
}
