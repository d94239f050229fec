// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/SequentialFileReader.h>

#include <framework/io/FileNames.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <zlib.h>

using namespace Belle2;

namespace {
  /** Large enough for few calls, small enough that a wrong size takes no memory before the file is found to end. */
  constexpr std::size_t c_step = 1 << 20;
}

SequentialFileReader::SequentialFileReader(const std::string& name): m_name(FileNames::toLocal(name))
{
  if (FileNames::isRemote(m_name)) refuse("sequential files can only be read where the job runs: copy it");
  std::error_code ignored;
  if (std::filesystem::is_directory(m_name, ignored)) refuse("it is a folder");
  errno = 0;
  m_file = gzopen(m_name.c_str(), "rbe");
  if (!m_file) refuse(std::strerror(errno));
  gzbuffer(m_file, c_step);
}

SequentialFileReader::~SequentialFileReader()
{
  if (m_file) gzclose(m_file);
}

void SequentialFileReader::refuse(const std::string& reason) const
{
  throw std::runtime_error("Could not open input file \"" + m_name + "\": " + reason + ".");
}

void SequentialFileReader::refuseRecord(const std::string& reason) const
{
  if (m_position == 0) refuse("it is not a sequential file, or it is damaged: " + reason);
  throw std::runtime_error("The input file \"" + m_name + "\" is damaged: at byte " + std::to_string(m_position) +
                           (gzdirect(m_file) ? "" : " of what gzip has packed") + ", " + reason + ".");
}

std::size_t SequentialFileReader::read(void* bytes, std::size_t size)
{
  const int done = gzread(m_file, bytes, static_cast<unsigned int>(size));
  if (done >= 0) return static_cast<std::size_t>(done);
  int number = 0;
  const std::string message = gzerror(m_file, &number);
  refuseRecord(number == Z_ERRNO ? std::strerror(errno) : "gzip says: " + message);
}

std::optional<SequentialRecord::Header> SequentialFileReader::readHeader()
{
  SequentialRecord::Header::Bytes bytes;
  m_cutBytes = read(bytes.data(), bytes.size());
  if (m_isComplete && m_cutBytes > 0) refuseRecord("it goes on behind its end");
  if (!SequentialRecord::Header::canBeginWith(bytes.data(), m_cutBytes)) refuseRecord("no record begins there");
  if (m_cutBytes < bytes.size()) return std::nullopt;
  try {
    return SequentialRecord::Header::unpack(bytes);
  } catch (const std::runtime_error& error) {
    refuseRecord(error.what());
  }
}

bool SequentialFileReader::readContent(std::string& stored, std::size_t size)
{
  while (stored.size() < size) {
    const std::size_t before = stored.size();
    stored.resize(std::min(before + c_step, size));
    const std::size_t done = read(&stored[before], stored.size() - before);
    m_cutBytes += done;
    if (before + done < stored.size()) return false;
  }
  return true;
}

std::optional<SequentialRecord> SequentialFileReader::next()
{
  m_position = m_end;
  const auto header = readHeader();
  std::string stored;
  if (!header || !readContent(stored, header->storedSize)) return std::nullopt;
  SequentialRecord record;
  record.kind = header->kind;
  try {
    record.content = SequentialRecord::unpack(*header, std::move(stored));
  } catch (const std::runtime_error& error) {
    refuseRecord(error.what());
  }
  m_end += m_cutBytes;
  m_cutBytes = 0;
  m_isComplete = record.kind == SequentialRecord::c_End;
  return record;
}

bool SequentialFileReader::isSequential(const std::string& name)
{
  try {
    return SequentialFileReader(name).next().has_value();
  } catch (const std::runtime_error&) {
    return false;
  }
}

bool SequentialFileReader::holdsEvents(const std::string& name)
{
  try {
    SequentialFileReader reader(name);
    while (const auto record = reader.next())
      if (record->kind == SequentialRecord::c_Event) return true;
  } catch (const std::runtime_error&) {
    // what cannot be read is nobody's event
  }
  return false;
}
