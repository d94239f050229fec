// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/MetadataService.h>
#include <framework/io/EventFileCheck.h>
#include <framework/io/EventFileCopy.h>
#include <framework/io/EventFileMerge.h>
#include <framework/io/EventFileMix.h>
#include <framework/io/EventFileReader.h>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
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

  void writeMixed(EventFileMix& mix, const std::string& output, const EventFileMix::Order& order, const std::string& seed,
                  const std::string& steering, const std::optional<std::string>& globalTag,
                  const std::optional<std::tuple<int, int, unsigned int>>& numbers)
  {
    FileMetaData& metaData = mix.getMetaData();
    metaData.setRandomSeed(seed);
    metaData.setSteering(steering);
    if (globalTag) metaData.setDatabaseGlobalTag(*globalTag);
    std::optional<EventFileMix::Numbers> given;
    if (numbers) given = {std::get<0>(*numbers), std::get<1>(*numbers), std::get<2>(*numbers)};
    mix.write(output, order, given);
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
  nb::class_<EventFileMix>(module, "EventFileMix", "Makes one run of the events of several files.")
  .def(nb::init<const std::vector<std::string>&, const std::vector<std::string>&>(), "inputs"_a, "excluded_branches"_a)
  .def("get_entries", &EventFileMix::getEntries)
  .def("write", &writeMixed, "output"_a, "order"_a, "seed"_a, "steering"_a, "global_tag"_a.none(), "numbers"_a.none(),
       "Write the events (number of file, number of entry) in this order; numbers: experiment, run, and the first event, or None.");
  nb::class_<EventFileMerge>(module, "EventFileMerge", "Makes one file of several.")
  .def(nb::init<const std::vector<std::string>&>(), "inputs"_a)
  .def("get_warnings", &EventFileMerge::getWarnings)
  .def("write", &writeMerged, "output"_a, "job_information"_a = "", "Write the file; gives its metadata.");
}
