// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/FileMetaDataUpdate.h>

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>

namespace nb = nanobind;
using namespace Belle2;
using namespace nb::literals;

namespace {
  FileMetaData updateLfn(const std::string& file, const std::string& lfn)
  {
    return updateFileMetaData(file, [&lfn](FileMetaData & metaData) { metaData.setLfn(lfn); });
  }
}

// Imported when a steering file asks for the metadata of a file: it brings ROOT's trees with it.
NB_MODULE(pybasf2_files, module)
{
  nb::class_<FileMetaData>(module, "FileMetaData", "What is in a file and where it comes from.")
  .def("get_lfn", &FileMetaData::getLfn, "Logical file name.")
  .def("set_lfn", &FileMetaData::setLfn, "lfn"_a)
  .def("get_nevents", &FileMetaData::getNEvents)
  .def("get_nfullevents", &FileMetaData::getNFullEvents, "Number of events without an error flag.")
  .def("get_experiment_low", &FileMetaData::getExperimentLow)
  .def("get_run_low", &FileMetaData::getRunLow)
  .def("get_event_low", &FileMetaData::getEventLow)
  .def("get_experiment_high", &FileMetaData::getExperimentHigh)
  .def("get_run_high", &FileMetaData::getRunHigh)
  .def("get_event_high", &FileMetaData::getEventHigh)
  .def("get_n_parents", &FileMetaData::getNParents)
  .def("get_parent", &FileMetaData::getParent, "index"_a)
  .def("get_date", &FileMetaData::getDate, "UTC as YYYY-MM-DD HH:MM:SS.")
  .def("get_site", &FileMetaData::getSite)
  .def("get_user", &FileMetaData::getUser)
  .def("get_random_seed", &FileMetaData::getRandomSeed)
  .def("get_release", &FileMetaData::getRelease)
  .def("get_steering", &FileMetaData::getSteering)
  .def("is_mc", &FileMetaData::isMC)
  .def("get_mc_events", &FileMetaData::getMcEvents)
  .def("get_global_tag", &FileMetaData::getDatabaseGlobalTag)
  .def("get_data_description", &FileMetaData::getDataDescription)
  .def("__str__", &FileMetaData::getJsonStr);
  module.def("get_file_metadata", &readFileMetaData, "file_name"_a, "FileMetaData of a file; RuntimeError if it cannot be read.");
  module.def("update_file_metadata", &updateLfn, "file_name"_a, "lfn"_a,
             "Change the logical file name in a file; gives the FileMetaData.");
}
