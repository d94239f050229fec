// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/SequentialFileName.h>

#include <filesystem>
#include <regex>
#include <stdexcept>

using namespace Belle2;

SequentialFileName::SequentialFileName(const std::string& name, bool isPattern): m_before(name), m_isPattern(isPattern)
{
  if (!isPattern) {
    if (std::filesystem::path(name).extension() == ".gz") m_after = ".gz";
    m_before.resize(name.size() - m_after.size());
    return;
  }
  static const std::regex place("([^%]*)%(0?)([0-9]{0,2})[diu]([^%]*)");
  std::smatch parts;
  if (!std::regex_match(name, parts, place)) {
    throw std::runtime_error("The name '" + name + "' is no pattern: it needs one place for the number of the file, such as %d or "
                             "%05d.");
  }
  m_before = parts[1];
  m_fill = parts[2].length() ? '0' : ' ';
  m_width = parts[3].length() ? std::stoul(parts[3]) : 0;
  m_after = parts[4];
}

std::string SequentialFileName::get(unsigned int number) const
{
  const std::string digits = std::to_string(number);
  if (!m_isPattern) return m_before + (number > 0 ? "-" + digits : "") + m_after;
  return m_before + std::string(m_width > digits.size() ? m_width - digits.size() : 0, m_fill) + digits + m_after;
}
