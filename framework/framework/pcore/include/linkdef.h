// SPDX-License-Identifier: LGPL-3.0-or-later
#ifdef __CLING__
#pragma link off all globals;
#pragma link off all classes;
#pragma link off all functions;
#pragma link C++ nestedclasses;

#pragma link C++ class Belle2::Mergeable+;
#endif
