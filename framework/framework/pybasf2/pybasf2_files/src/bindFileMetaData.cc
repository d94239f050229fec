// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/FileCatalog.h>
#include <framework/io/FileMetaDataUpdate.h>
#include <framework/io/FileNames.h>

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

  FileMetaData change(const std::string& file, const nb::callable& function)
  {
    return updateFileMetaData(file, [&function](FileMetaData & metaData) {
      function(nb::cast(&metaData, nb::rv_policy::reference));
    });
  }

  /** The names that the class has in PyROOT: scripts need not know from which of the two a description comes. */
  void addNamesOfRoot(const nb::class_<FileMetaData>& python)
  {
    for (const auto& [name, known] : {
    std::pair{"getLfn", "get_lfn"}, {"setLfn", "set_lfn"}, {"getNEvents", "get_nevents"}, {"getNFullEvents", "get_nfullevents"},
  {"getExperimentLow", "get_experiment_low"}, {"getRunLow", "get_run_low"}, {"getEventLow", "get_event_low"},
  {"getExperimentHigh", "get_experiment_high"}, {"getRunHigh", "get_run_high"}, {"getEventHigh", "get_event_high"},
  {"getNParents", "get_n_parents"}, {"getParent", "get_parent"}, {"getDate", "get_date"}, {"getSite", "get_site"},
  {"getUser", "get_user"}, {"getRandomSeed", "get_random_seed"}, {"getRelease", "get_release"},
  {"getSteering", "get_steering"}, {"isMC", "is_mc"}, {"getMcEvents", "get_mc_events"},
  {"getDatabaseGlobalTag", "get_global_tag"}, {"getDataDescription", "get_data_description"}, {"Print", "print"},
  {"getJsonStr", "__str__"}, {"containsEvent", "contains_event"}
       }) {
      nb::setattr(python, name, python.attr(known));
    }
  }

  nb::object find(const std::string& name)
  {
    std::string found = name;
    FileMetaData metaData;
    return FileCatalog::Instance().getMetaData(found, metaData) ? nb::cast(metaData) : nb::none();
  }

  bool registerFile(const std::string& file)
  {
    return FileCatalog::Instance().registerFile(FileNames::toLocal(file), readFileMetaData(file));
  }
}

void Python::bindFileMetaData(nb::module_& module)
{
  nb::class_<FileMetaData> python(module, "FileMetaData", "What is in a file and where it comes from.");
  python.def("get_lfn", &FileMetaData::getLfn, "Logical file name.")
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
        .def("set_global_tag", &FileMetaData::setDatabaseGlobalTag, "tag"_a)
        .def("set_data_description", &FileMetaData::setDataDescription, "key"_a, "value"_a)
        .def("remove_data_description", &FileMetaData::removeDataDescription, "key"_a)
  .def("print", [](const FileMetaData & self, const std::string & what) { self.Print(what.c_str()); }, "what"_a = "",
  "Print '' the essentials, 'all', 'json', or 'steering'.")
  .def("contains_event", &FileMetaData::containsEvent, "experiment"_a, "run"_a, "event"_a,
       "True if the event is in the range of the file.")
  .def("__str__", &FileMetaData::getJsonStr);
  addNamesOfRoot(python);
  module.def("get_file_metadata", &readFileMetaData, "file_name"_a, "FileMetaData of a file; RuntimeError if it cannot be read.");
  module.def("update_file_metadata", &updateLfn, "file_name"_a, "lfn"_a,
             "Change the logical file name in a file; gives the FileMetaData.");
  module.def("change_file_metadata", &change, "file_name"_a, "function"_a,
             "Change the metadata in a file by a function that is called with them; gives the FileMetaData.");
  module.def("find_in_catalog", &find, "name"_a, "FileMetaData of a logical or physical name in the file catalog, or None.");
  module.def("register_file", &registerFile, "file_name"_a, "Enter a file into the file catalog; false after an error message.");
  module.def("get_catalog_name", [] { return FileCatalog::Instance().getFileName(); }, "The file catalog, empty for none.");
}
