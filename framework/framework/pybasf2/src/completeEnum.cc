// SPDX-License-Identifier: LGPL-3.0-or-later
#include "binding.h"

#include <string_view>

namespace nb = nanobind;

namespace {
  nb::object getName(nb::handle item)
  {
    return item.attr("name");
  }

  /** As a number if the format asks for one, else as the name. */
  nb::object format(nb::handle item, const std::string& specification)
  {
    constexpr std::string_view c_numberFormats = "bcdoxXneEfFgG%";
    const bool isNumber = !specification.empty() && c_numberFormats.find(specification.back()) != std::string_view::npos;
    return nb::module_::import_("builtins").attr("format")(item.attr(isNumber ? "value" : "name"), specification);
  }
}

namespace Belle2 {
  void completeEnum(nb::handle type)
  {
    nb::dict values, names;
    for (nb::handle item : type) {
      values[item.attr("value")] = item;
      names[item.attr("name")] = item;
    }
    nb::setattr(type, "values", values);
    nb::setattr(type, "names", names);
    nb::setattr(type, "__str__", nb::cpp_function(&getName, nb::name("__str__"), nb::scope(type), nb::is_method()));
    nb::setattr(type, "__format__", nb::cpp_function(&format, nb::name("__format__"), nb::scope(type), nb::is_method()));
  }
}
