// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <framework/core/Path.h>

namespace nb = nanobind;
using namespace Belle2;

namespace {
  /** Lets lists that hold themselves end as a RecursionError. */
  struct RecursionGuard {
    RecursionGuard() { if (Py_EnterRecursiveCall(" in the value of a module parameter")) throw nb::python_error(); }
    ~RecursionGuard() { Py_LeaveRecursiveCall(); }
  };

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

  ParamValue convertInteger(nb::handle object)
  {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
    if (overflow == 0) return ParamValue::Variant(std::int64_t(value));
    // Whatever does not fit here either is an OverflowError of Python.
    const unsigned long long large = PyLong_AsUnsignedLongLong(object.ptr());
    if (PyErr_Occurred()) throw nb::python_error();
    return ParamValue::Variant(std::uint64_t(large));
  }

  /** Names of files may be of any bytes, which Python keeps as surrogates. */
  ParamValue convertString(nb::handle object)
  {
    const nb::object bytes = nb::steal(PyUnicode_AsEncodedString(object.ptr(), "utf-8", "surrogateescape"));
    if (!bytes.is_valid()) throw nb::python_error();
    return ParamValue::Variant(std::string(PyBytes_AS_STRING(bytes.ptr()), PyBytes_GET_SIZE(bytes.ptr())));
  }

  /** The number of Python in a scalar of numpy; nothing for all other objects. */
  nb::object unpackNumpy(nb::handle object)
  {
    const nb::object numpy = nb::steal(PyImport_GetModule(nb::str("numpy").ptr()));
    if (!numpy.is_valid()) return {};
    const nb::object scalar = numpy.attr("generic");
    if (PyObject_IsInstance(object.ptr(), scalar.ptr()) != 1) return {};
    const nb::object number = object.attr("item")();
    return PyObject_IsInstance(number.ptr(), scalar.ptr()) == 1 ? nb::object() : number;
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
    nb::object operator()(const ParamSet& set) const { return nb::steal(PySet_New(toList(set.items).ptr())); }
    nb::object operator()(const std::string& text) const
    {
      return nb::steal(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape"));
    }
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
    const RecursionGuard guard;
    if (object.is_none()) return {};
    if (PyBool_Check(object.ptr())) return ParamValue::Variant(object.ptr() == Py_True);
    if (PyFloat_Check(object.ptr())) return ParamValue::Variant(PyFloat_AsDouble(object.ptr()));
    if (PyLong_Check(object.ptr())) return convertInteger(object);
    if (PyUnicode_Check(object.ptr())) return convertString(object);
    if (PyList_Check(object.ptr()) || PyGen_Check(object.ptr())) return convertItems<ParamList>(object);
    if (PyTuple_Check(object.ptr())) return convertItems<ParamTuple>(object);
    if (PyAnySet_Check(object.ptr())) return convertItems<ParamSet>(object);
    if (PyDict_Check(object.ptr())) return convertDict(object);
    if (nb::isinstance<Path>(object)) return ParamValue::Variant(nb::cast<std::shared_ptr<Path>>(object));
    if (const nb::object number = unpackNumpy(object); number.is_valid()) return toParamValue(number);
    return ParamValue::Variant(ParamForeign{nb::cast<std::string>(object.type().attr("__name__"))});
  }

  nb::object fromParamValue(const ParamValue& value)
  {
    return std::visit(ToPython(), value.getVariant());
  }
}
