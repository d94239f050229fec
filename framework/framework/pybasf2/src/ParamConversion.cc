// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Path.h>

namespace nb = nanobind;
using namespace Belle2;

namespace {
  template<class Container> ParamValue convertItems(nb::handle object)
  {
    Container container;
    for (nb::handle item : object) container.items.push_back(toParamValue(item));
    return ParamValue::Variant(std::move(container));
  }

  ParamValue convertDict(nb::handle object)
  {
    ParamDict dict;
    for (auto [key, value] : nb::borrow<nb::dict>(object)) dict.items.emplace_back(toParamValue(key),
          toParamValue(value));
    return ParamValue::Variant(std::move(dict));
  }

  /** Anything with __index__, such as the integers of numpy. */
  ParamValue convertInteger(nb::handle object)
  {
    nb::object number = nb::steal(PyNumber_Index(object.ptr()));
    if (!number.is_valid()) throw nb::python_error();
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
    if (overflow == 0) return ParamValue::Variant(std::int64_t(value));
    // Whatever does not fit here either is an OverflowError of Python.
    const unsigned long long large = PyLong_AsUnsignedLongLong(number.ptr());
    if (PyErr_Occurred()) throw nb::python_error();
    return ParamValue::Variant(std::uint64_t(large));
  }

  template<class Container> nb::list toList(const Container& items)
  {
    nb::list list;
    for (const auto& item : items) list.append(fromParamValue(item));
    return list;
  }

  struct ToPython {
    nb::object operator()(std::monostate) const { return nb::none(); }
    nb::object operator()(const ParamForeign&) const { return nb::none(); }
    nb::object operator()(const ParamList& list) const { return toList(list.items); }
    nb::object operator()(const ParamTuple& tuple) const { return nb::tuple(toList(tuple.items)); }
    nb::object operator()(const ParamDict& dict) const
    {
      nb::dict result;
      for (const auto& [key, value] : dict.items) result[fromParamValue(key)] = fromParamValue(value);
      return std::move(result);
    }
    template<class T> nb::object operator()(const T& value) const { return nb::cast(value); }
  };
}

namespace Belle2 {
  ParamValue toParamValue(nb::handle object)
  {
    if (object.is_none()) return {};
    if (PyBool_Check(object.ptr())) return ParamValue::Variant(object.ptr() == Py_True);
    if (PyFloat_Check(object.ptr())) return ParamValue::Variant(PyFloat_AsDouble(object.ptr()));
    if (PyUnicode_Check(object.ptr())) return ParamValue::Variant(nb::cast<std::string>(object));
    if (PyList_Check(object.ptr())) return convertItems<ParamList>(object);
    if (PyTuple_Check(object.ptr())) return convertItems<ParamTuple>(object);
    if (PyDict_Check(object.ptr())) return convertDict(object);
    if (PyIndex_Check(object.ptr())) return convertInteger(object);
    if (nb::isinstance<Path>(object)) return ParamValue::Variant(nb::cast<std::shared_ptr<Path>>(object));
    return ParamValue::Variant(ParamForeign{nb::cast<std::string>(object.type().attr("__name__"))});
  }

  nb::object fromParamValue(const ParamValue& value)
  {
    return std::visit(ToPython(), value.getVariant());
  }
}
