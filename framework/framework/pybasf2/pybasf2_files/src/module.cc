// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

// Imported when a steering file or a tool asks for files: it brings ROOT's trees with it.
NB_MODULE(pybasf2_files, module)
{
  Belle2::Python::bindFileMetaData(module);
  Belle2::Python::bindEventFiles(module);
}
