// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/Utils.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

namespace {
  /** A number of the file statm, which counts pages; the file stays open, for each process of a job on its own. */
  unsigned long readPages(int position)
  {
    static pid_t owner = 0;
    static int file = -1;
    static const unsigned long pageSize = static_cast<unsigned long>(sysconf(_SC_PAGESIZE)) / 1024;
    if (owner != getpid()) {
      if (file >= 0) close(file);
      file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
      owner = getpid();
    }
    std::array<char, 128> text{};
    if (file < 0 || pread(file, text.data(), text.size() - 1, 0) <= 0) return 0;
    char* next = text.data();
    for (int i = 0; i < position; ++i) std::strtoul(next, &next, 10);
    return std::strtoul(next, nullptr, 10) * pageSize;
  }
}

namespace Belle2::Utils {
  unsigned long getVirtualMemoryKB()
  {
    return readPages(0);
  }

  unsigned long getRssMemoryKB()
  {
    return readPages(1);
  }

  double getClock()
  {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
}
