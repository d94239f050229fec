// SPDX-License-Identifier: LGPL-3.0-or-later
#include <Python.h>

#include <TFile.h>

/* Baseline of the start-up: initialise Python, open and close a ROOT file. */
int main(int, char* argv[])
{
  Py_Initialize();
  TFile* file = TFile::Open(argv[1], "RECREATE");
  file->Close();
  delete file;
  return Py_FinalizeEx();
}
