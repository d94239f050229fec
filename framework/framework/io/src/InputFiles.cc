// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/InputFiles.h>

#include <framework/io/EventFileReader.h>
#include <framework/io/NumberSequence.h>

#include <algorithm>

using namespace Belle2;

void InputFiles::add(const std::string& name, std::int64_t nEntries, const std::optional<std::string>& sequence)
{
  File file{name, size(), nEntries, {}};
  if (sequence) {
    file.entries = NumberSequence(*sequence).getNumbers(nEntries);
    file.size = file.entries.size();
  }
  // so that each position has one file
  if (file.size > 0) m_files.push_back(std::move(file));
}

std::int64_t InputFiles::size() const
{
  return m_files.empty() ? 0 : m_files.back().first + m_files.back().size;
}

std::int64_t InputFiles::getEntry() const
{
  const File& file = m_files[m_file];
  const std::int64_t number = m_position - file.first;
  return file.entries.empty() ? number : file.entries[number];
}

void InputFiles::goTo(std::int64_t position)
{
  m_position = std::min(position, size());
  const auto isBefore = [](std::int64_t wanted, const File & file) { return wanted < file.first + file.size; };
  m_file = std::upper_bound(m_files.begin(), m_files.end(), m_position, isBefore) - m_files.begin();
}

bool InputFiles::goToEvent(int experiment, int run, unsigned int event)
{
  for (const File& file : m_files) {
    const std::int64_t entry = EventFileReader(file.name).findEvent(experiment, run, event);
    if (entry < 0) continue;
    if (file.entries.empty()) {
      goTo(file.first + entry);
      return true;
    }
    const auto found = std::lower_bound(file.entries.begin(), file.entries.end(), entry);
    if (found == file.entries.end() || *found != entry) continue;
    goTo(file.first + (found - file.entries.begin()));
    return true;
  }
  return false;
}
