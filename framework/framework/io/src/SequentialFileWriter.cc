// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/SequentialFileWriter.h>

#include <framework/io/FileNames.h>
#include <framework/io/SequentialFileReader.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

namespace fs = std::filesystem;
using namespace Belle2;

SequentialFileWriter::SequentialFileWriter(const std::string& name, int compressionLevel)
  : m_name(FileNames::toLocal(name)), m_isPacked(fs::path(m_name).extension() == ".gz"),
    m_compressionLevel(std::clamp(compressionLevel, 0, 9)), m_process(::getpid())
{
  if (m_name.empty() || m_name.find('\0') != std::string::npos) refuse("the name is empty or holds a NUL character");
  if (FileNames::isRemote(m_name)) refuse("sequential files can only be written where the job runs");
  std::error_code error;
  if (fs::is_directory(m_name, error)) refuse("it is a folder");
  if (!fs::exists(m_name, error) || fs::is_regular_file(m_name, error)) m_temporaryName = m_name + ".part";
  const fs::path parent = fs::path(m_name).parent_path();
  if (!parent.empty()) fs::create_directories(parent, error);
  if (!parent.empty() && error) refuse("the folder " + parent.string() + " cannot be made: " + error.message());
  const int descriptor = open();
  // "T" writes the bytes as they are
  const std::string mode = m_isPacked ? "wb" + std::to_string(m_compressionLevel) : "wbT";
  m_file = gzdopen(descriptor, mode.c_str());
  if (!m_file) {
    ::close(descriptor);
    refuseBecauseOf(ENOMEM);
  }
}

SequentialFileWriter::~SequentialFileWriter()
{
  // A child of the job must write no end into the file of its parent.
  if (m_file && m_process == ::getpid()) gzclose(m_file);
}

void SequentialFileWriter::refuse(const std::string& reason) const
{
  throw std::runtime_error("Cannot write the output file " + m_name + ": " + reason + ".");
}

std::string SequentialFileWriter::describe(int number)
{
  return std::strerror(number ? number : EIO);
}

int SequentialFileWriter::open() const
{
  const std::string& name = m_temporaryName.empty() ? m_name : m_temporaryName;
  const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) refuseBecauseOf(errno);
  if (m_temporaryName.empty()) return descriptor;
  try {
    claim(descriptor);
  } catch (const std::runtime_error&) {
    ::close(descriptor);
    throw;
  }
  return descriptor;
}

void SequentialFileWriter::claim(int descriptor) const
{
  // Where the file system has no locks, nothing can be said about other writers.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    refuse("another module or job writes it. Give each output a name of its own");
  if (SequentialFileReader::holdsEvents(m_temporaryName)) {
    refuse(m_temporaryName + " holds events of a job that did not end. Read it with SeqRootInput and remove it, or give it another "
                             "name");
  }
  if (::ftruncate(descriptor, 0) != 0) refuseBecauseOf(errno);
}

std::uint64_t SequentialFileWriter::getSize() const
{
  return static_cast<std::uint64_t>(std::max<std::int64_t>(gzoffset(m_file), 0));
}

void SequentialFileWriter::write(SequentialRecord::Kind kind, const std::string& content)
{
  // ROOT cannot stream more than that, either.
  if (content.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    refuse("an event takes " + std::to_string(content.size()) + " bytes, which is more than 2 GB");
  const std::string bytes = SequentialRecord::pack(kind, content, m_isPacked ? 0 : m_compressionLevel);
  errno = 0;
  const bool isWritten = gzwrite(m_file, bytes.data(), static_cast<unsigned int>(bytes.size())) == static_cast<int>(bytes.size());
  // What is flushed can be unpacked although the rest is missing.
  if (!isWritten || gzflush(m_file, Z_SYNC_FLUSH) != Z_OK) refuseBecauseOf(errno);
}

void SequentialFileWriter::commit()
{
  errno = 0;
  const int result = gzclose(m_file);
  m_file = nullptr;
  if (result != Z_OK) refuseBecauseOf(errno);
  std::error_code error;
  if (!m_temporaryName.empty()) fs::rename(m_temporaryName, m_name, error);
  if (error) refuse("it cannot be renamed from " + m_temporaryName + ": " + error.message());
}
