// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Environment.h>
#include <framework/core/FileCatalog.h>
#include <framework/core/InputController.h>
#include <framework/core/MetadataService.h>

#ifdef __CLING__
#pragma link off all globals;
#pragma link off all classes;
#pragma link off all functions;
#pragma link C++ nestedclasses;

#pragma link C++ class Belle2::Environment-;
#pragma link C++ class Belle2::FileCatalog-;
#pragma link C++ class Belle2::InputController-;
#pragma link C++ class Belle2::MetadataService-;
#pragma link C++ class Belle2::RandomGenerator+;
#pragma link C++ class Belle2::ModuleStatistics+;
#pragma link C++ class std::vector<Belle2::ModuleStatistics>+;
#pragma link C++ class Belle2::ProcessStatistics+;
#endif
