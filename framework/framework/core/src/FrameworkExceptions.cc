// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/FrameworkExceptions.h>

#include <cctype>

using namespace Belle2;

void FormattedException::fill()
{
  m_text.clear();
  size_t next = 0;
  for (size_t i = 0; i < m_format.size(); ++i) {
    if (m_format[i] != '%') {
      m_text += m_format[i];
      continue;
    }
    if (++i >= m_format.size()) break;
    if (m_format[i] == '%') {
      m_text += '%';
      continue;
    }
    size_t end = i;
    while (end < m_format.size() && std::isdigit(static_cast<unsigned char>(m_format[end]))) ++end;
    size_t place = next;
    if (end > i && end < m_format.size() && m_format[end] == '%') {
      place = std::stoul(m_format.substr(i, end - i)) - 1;
    } else {
      // Flags, width, precision and type of a printf form; values bring their own form.
      end = m_format.find_first_of("sdiufFgGeExXc", i);
      if (end == std::string::npos) break;
      ++next;
    }
    if (place < m_values.size()) m_text += m_values[place];
    i = end;
  }
}
