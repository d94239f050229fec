// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

namespace Belle2::Python {
  /** Metadata of files, and the catalog of files. */
  void bindFileMetaData(nanobind::module_& module);
  /** What the b2file tools do with whole files. */
  void bindEventFiles(nanobind::module_& module);
}
