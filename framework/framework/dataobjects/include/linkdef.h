// SPDX-License-Identifier: LGPL-3.0-or-later
#ifdef __CLING__
#pragma link off all globals;
#pragma link off all classes;
#pragma link off all functions;
#pragma link C++ nestedclasses;

#pragma link C++ class Belle2::EventExtraInfo+;
#pragma link C++ class Belle2::EventMetaData+;
#pragma link C++ class Belle2::FileMetaData+;
#pragma link C++ class Belle2::ProfileInfo+;
#pragma link C++ class Belle2::RelationElement+;
#pragma link C++ class Belle2::RelationContainer+;
#endif
