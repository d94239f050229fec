// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

class TFile;

namespace Belle2::RootFile {
  /** Opens a file of exactly this name, where TFile::Open takes what stands before a | for it; null or a zombie if that fails. */
  std::unique_ptr<TFile> open(const std::string& name, const char* mode, const char* title = "", int compression = 101);
}
