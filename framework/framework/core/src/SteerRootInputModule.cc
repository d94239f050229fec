// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/InputController.h>
#include <framework/core/Module.h>
#include <framework/dataobjects/EventExtraInfo.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <utility>

namespace Belle2 {
  /** Says which entries are merged next, and whether the present ones may be: the end of Path.add_independent_merge_path(). */
  class SteerRootInputModule final : public Module {
  public:
    SteerRootInputModule();
    void initialize() override;
    void event() override;

  private:
    static constexpr const char* c_charge = "charge";

    bool isSameEvent() const;
    bool areConsistent() const;
    /** Entries of the main and the second input after a pair that was good or not. */
    std::pair<long, long> findNext(bool isGood) const;
    static bool isBehindEnd(long entry, bool independentPath);

    bool m_eventMixing = false;
    bool m_mergeSameFile = false;
    std::string m_consistencyCheck;
    StoreObjPtr<EventMetaData> m_main;
    StoreObjPtr<EventMetaData> m_second{"EventMetaData_indepPath"};
    StoreObjPtr<EventExtraInfo> m_mainInfo;
    StoreObjPtr<EventExtraInfo> m_secondInfo{"EventExtraInfo_indepPath"};
  };
}

using namespace Belle2;

REG_MODULE(SteerRootInput)

SteerRootInputModule::SteerRootInputModule()
{
  setDescription("Pairs the events of two inputs. Made by Path.add_independent_merge_path().");
  addParam("eventMixing", m_eventMixing, "Pair each event of the main input with each one of the second input", m_eventMixing);
  addParam("mergeSameFile", m_mergeSameFile, "Both inputs are the same: leave out pairs that differ only in their order",
           m_mergeSameFile);
  addParam("consistencyCheck", m_consistencyCheck, "'charge': compare the number 'charge' in EventExtraInfo of both events",
           m_consistencyCheck);
}

void SteerRootInputModule::initialize()
{
  m_main.isRequired();
  m_second.isRequired();
  if (!m_consistencyCheck.empty() && m_consistencyCheck != c_charge)
    B2ERROR("The consistency check '" << m_consistencyCheck << "' is not known; there is only '" << c_charge << "'.");
  if (m_consistencyCheck == c_charge) {
    m_mainInfo.isRequired();
    m_secondInfo.isRequired();
  }
  if (!m_mergeSameFile) return;
  if (!m_eventMixing) B2ERROR("merge_same_file makes sense only together with event_mixing.");
  if (InputController::numEntries(false) != InputController::numEntries(true)
      || InputController::getSkippedEntries(false) != InputController::getSkippedEntries(true))
    B2ERROR("merge_same_file needs two equal inputs, but they have " << InputController::numEntries(false) << " and "
            << InputController::numEntries(true) << " entries, of which " << InputController::getSkippedEntries(false) << " and "
            << InputController::getSkippedEntries(true) << " are skipped.");
}

bool SteerRootInputModule::isSameEvent() const
{
  const auto& file = InputController::getCurrentFileName(false);
  return !file.empty() && file == InputController::getCurrentFileName(true) && *m_main == *m_second;
}

bool SteerRootInputModule::areConsistent() const
{
  if (m_consistencyCheck.empty()) return true;
  if (!m_mainInfo || !m_secondInfo || !m_mainInfo->hasExtraInfo(c_charge) || !m_secondInfo->hasExtraInfo(c_charge)) {
    B2ERROR("The charges of two events cannot be compared, because EventExtraInfo of one of them has no number 'charge'.");
    return true;
  }
  const bool isEqual = m_mainInfo->getExtraInfo(c_charge) == m_secondInfo->getExtraInfo(c_charge);
  // What was taken out of two mixed events must be of opposite charge, what is put into an event of the same.
  return m_eventMixing ? !isEqual : isEqual;
}

std::pair<long, long> SteerRootInputModule::findNext(bool isGood) const
{
  long main = InputController::getCurrentEntry(false);
  long second = InputController::getCurrentEntry(true) + 1;
  if (!m_eventMixing) return {isGood ? main + 1 : main, second};
  if (isBehindEnd(second, true)) {
    ++main;
    second = m_mergeSameFile ? main + 1 : InputController::getSkippedEntries(true);
  }
  return {main, second};
}

bool SteerRootInputModule::isBehindEnd(long entry, bool independentPath)
{
  return InputController::canControlInput(independentPath) && entry >= InputController::numEntries(independentPath);
}

void SteerRootInputModule::event()
{
  if (!m_second || m_second->isEndOfData()) {
    m_main->setEndOfData();
    setReturnValue(false);
    return;
  }
  const bool isGood = areConsistent() && !isSameEvent();
  setReturnValue(isGood);
  const auto [main, second] = findNext(isGood);
  const bool isLast = isBehindEnd(main, false) || isBehindEnd(second, true);
  if (InputController::canControlInput(false))
    InputController::setNextEntry(isLast ? InputController::numEntries(false) : main, false);
  if (InputController::canControlInput(true)) InputController::setNextEntry(second, true);
}
