// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/InputController.h>

using namespace Belle2;

InputController::Side InputController::s_sides[2];

void InputController::eventLoaded(long entry, bool independentPath)
{
  auto& side = get(independentPath);
  side.nextEntry = side.nextExperiment = side.nextRun = side.nextEvent = -1;
  side.currentEntry = entry;
}

void InputController::reset()
{
  for (auto& side : s_sides) side = Side();
}
