// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileWriter.h>

#include <framework/core/EventProcessor.h>
#include <framework/io/FileNames.h>
#include <framework/io/RootFile.h>
#include <framework/logging/Logger.h>

#include <TDirectory.h>
#include <TFile.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Belle2;

namespace {
  using Writers = std::set<EventFileWriter*>;

  /**
   * Writers of files that are not complete; exit() does not run the destructors of modules, and ROOT would close such files too
   * late.
   */
  Writers& unfinished();

  void discardAll()
  {
    for (EventFileWriter* writer : Writers(unfinished())) writer->discard();
  }

  Writers& unfinished()
  {
    static auto* writers = [] {
      // A failed process() may be followed by another one that writes the same file.
      EventProcessor::atFailure(discardAll);
      std::atexit(discardAll);
      return new Writers;
    }();
    return *writers;
  }

  void createParent(const std::string& name)
  {
    const std::filesystem::path parent = std::filesystem::path(name).parent_path();
    std::error_code error;
    if (parent.empty() || std::filesystem::exists(parent, error)) return;
    std::filesystem::create_directories(parent, error);
    if (error) throw std::runtime_error("Cannot create the folder " + parent.string() + " for the output file: " +
                                          error.message()
                                          +
                                          ".");
    B2INFO("Created missing directory" << LogVar("directory", parent.string()));
  }

  /** ROOT says why in its own words only, so the reason is found by trying. */
  void probe(const std::string& name, const std::string& temporaryName)
  {
    std::error_code ignored;
    if (std::filesystem::is_directory(name, ignored)) {
      throw std::runtime_error("Cannot write the output file " + name + ": it is a folder.");
    }
    // The finished file would take the place of a device, and ROOT can write to none.
    if (std::filesystem::exists(name, ignored) && !std::filesystem::is_regular_file(name, ignored))
      throw std::runtime_error("Cannot write the output file " + name + ": a ROOT file cannot be written to a device or pipe.");
    const int descriptor = ::open(temporaryName.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) throw std::runtime_error("Cannot write the output file " + name + ": " + std::strerror(
                                                     errno) + ".");
    const bool isTaken = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    if (isTaken) throw std::runtime_error("Cannot write the output file " + name + ": another module or job writes it already. "
                                            "Give each output a name of its own.");
  }
}

EventFileWriter::EventFileWriter(const std::string& name, int compression): m_name(FileNames::toLocal(name)), m_process(::getpid())
{
  if (m_name.empty() || m_name.find('\0') != std::string::npos)
    throw std::runtime_error("Cannot write an output file whose name is empty or holds a NUL character.");
  if (!FileNames::isRemote(m_name)) {
    createParent(m_name);
    const std::string temporaryName = m_name + ".part";
    // the name would get the empty file of the probe, and the events would be in the other file
    if (FileNames::isChangedByRoot(m_name) || FileNames::isChangedByRoot(temporaryName))
      throw std::runtime_error("Cannot write the output file " + m_name + ": ROOT takes its name for that of another file. Give it "
                               "one without $, ~, * and blanks at the ends.");
    probe(m_name, temporaryName);
    m_temporaryName = temporaryName;
  }
  unfinished().insert(this);
  TDirectory::TContext keepDirectory;
  constexpr const char* c_title = "basf2 Event File";
  m_file = RootFile::open(m_temporaryName.empty() ? m_name : m_temporaryName, "RECREATE", c_title, compression);
  if (!m_file || m_file->IsZombie()) {
    discard();
    throw std::runtime_error("Cannot write the output file " + m_name + ": ROOT could not open it.");
  }
  // ROOT has made a new file in place of the one that was tried; where the file system has no locks, second writers are not seen
  if (!m_temporaryName.empty()) static_cast<void>(::flock(m_file->GetFd(), LOCK_EX | LOCK_NB));
}

EventFileWriter::~EventFileWriter()
{
  discard();
}

void EventFileWriter::check() const
{
  if (!m_file->TestBit(TFile::kWriteError)) return;
  // a write that is cut short leaves no error number
  constexpr std::uintmax_t enough = 1000000;
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::absolute(m_name, error).parent_path();
  const bool isFull = !m_temporaryName.empty() && std::filesystem::space(parent, error).available < enough;
  throw std::runtime_error("Cannot write the output file " + m_name + ": " + std::strerror(
                             isFull ? ENOSPC : EIO) + ".");
}

void EventFileWriter::commit()
{
  m_file->Close();
  check();
  m_file.reset();
  unfinished().erase(this);
  if (m_temporaryName.empty()) return;
  std::error_code error;
  std::filesystem::rename(m_temporaryName, m_name, error);
  if (error) {
    discard();
    throw std::runtime_error("Cannot rename " + m_name + ".part to " + m_name + ": " + error.message() + ".");
  }
  m_temporaryName.clear();
}

void EventFileWriter::discard()
{
  unfinished().erase(this);
  if (m_file) m_file->SetWritable(false);
  m_file.reset();
  // A child of the job that ends must leave the file to its parent.
  if (!m_temporaryName.empty() && m_process == ::getpid()) ::unlink(m_temporaryName.c_str());
  m_temporaryName.clear();
}
