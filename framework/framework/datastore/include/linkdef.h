// SPDX-License-Identifier: LGPL-3.0-or-later
#ifdef __CLING__
#include <framework/datastore/DataStore.h>
#include <framework/datastore/PyStoreArray.h>
#include <framework/datastore/PyStoreObj.h>
#include <framework/datastore/RelationVector.h>
#include <framework/datastore/RelationsObject.h>
#include <framework/datastore/StoreAccessorBase.h>

#pragma link off all globals;
#pragma link off all classes;
#pragma link off all functions;

#pragma link C++ class Belle2::DataStore-;
#pragma link C++ class Belle2::StoreAccessorBase-;
#pragma link C++ class Belle2::RelationVectorBase-;
#pragma link C++ class Belle2::RelationsInterface<TObject>+;
#pragma link C++ class Belle2::PyStoreArray-;
#pragma link C++ class Belle2::PyStoreObj-;
#endif
