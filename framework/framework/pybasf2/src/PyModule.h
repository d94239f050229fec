// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>

#include <nanobind/nanobind.h>
#include <nanobind/trampoline.h>

#include <memory>

namespace Belle2 {
  /** Base of the modules that are written in Python: hands the hooks on to their methods. */
  class __attribute__((visibility("hidden"))) PyModule final : public Module {
  public:
    NB_TRAMPOLINE(Module, 5);
    PyModule();

    void initialize() override;
    void beginRun() override;
    void event() override;
    void endRun() override;
    void terminate() override;

    /** The instance of Python is shared and not copied. */
    std::shared_ptr<PathElement> clone() const override;

    using Module::setReturnValue;
  };
}
