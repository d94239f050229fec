// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/MetadataService.h>
#include <framework/io/EventFileCheck.h>
#include <framework/io/EventFileCopy.h>
#include <framework/io/EventFileMerge.h>
#include <framework/io/EventFileReader.h>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  nb::tuple check(const std::string& file)
  {
    const EventFileCheck result(file);
    return nb::make_tuple(result.getJsonStr(), result.getBranches());
  }

  nb::tuple getSizes(const std::string& file)
  {
    const EventFileReader reader(file);
    nb::list branches;
    for (const BranchSize& branch : getBranchSizes(reader))
      branches.append(nb::make_tuple(branch.name, branch.size, branch.compressedSize, branch.isRelation));
    return nb::make_tuple(reader.getEntries(), branches);
  }

  FileMetaData writeMerged(EventFileMerge& merge, const std::string& output, const std::string& jobInformation)
  {
    MetadataService& service = MetadataService::Instance();
    if (!jobInformation.empty()) service.setJsonFileName(jobInformation);
    const FileMetaData metaData = merge.write(output);
    service.addRootOutputFile(output, &metaData);
    service.finishBasf2();
    return metaData;
  }
}

void Python::bindEventFiles(nb::module_& module)
{
  module.def("check_file", &check, "file_name"_a, "Checks and numbers of a file as JSON, and names of its event branches.");
  module.def("get_branch_sizes", &getSizes, "file_name"_a,
             "Number of events, and for each branch name, bytes, compressed bytes, and whether it is a relation.");
  module.def("copy_without_branches", &copyWithoutBranches, "input"_a, "output"_a, "branches"_a,
             "Copy a file without some event branches; gives the names of those that were left out.");
  module.def("copy_without_times", &copyWithoutTimes, "input"_a, "output"_a,
             "Copy a file of events with the date of its metadata and its statistics reset.");
  nb::class_<EventFileMerge>(module, "EventFileMerge", "Makes one file of several.")
  .def(nb::init<const std::vector<std::string>&>(), "inputs"_a)
  .def("get_warnings", &EventFileMerge::getWarnings)
  .def("write", &writeMerged, "output"_a, "job_information"_a = "", "Write the file; gives its metadata.");
}
