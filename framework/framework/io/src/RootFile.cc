// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/RootFile.h>

#include <framework/io/FileNames.h>

#include <TFile.h>

std::unique_ptr<TFile> Belle2::RootFile::open(const std::string& name, const char* mode, const char* title, int compression)
{
  if (FileNames::isRemote(name)) return std::unique_ptr<TFile>(TFile::Open(name.c_str(), mode, title, compression));
  return std::make_unique<TFile>(name.c_str(), mode, title, compression);
}
