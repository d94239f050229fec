// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

namespace Belle2 {
  class Path;

  /** Path to take when the return value of a module fulfils an expression such as `>=1`. */
  class ModuleCondition {
  public:
    enum class EConditionOperators { c_GT, c_ST, c_GE, c_SE, c_EQ, c_NE };
    /** What to do after the conditional path: end the event, or go on behind the module. */
    enum class EAfterConditionPath { c_End, c_Continue };

    /** Throws std::runtime_error if the expression is not an operator and an integer. */
    ModuleCondition(const std::string& expression, std::shared_ptr<Path> path,
                    EAfterConditionPath after = EAfterConditionPath::c_End);

    bool evaluate(int returnValue) const
    {
      switch (m_operator) {
        case EConditionOperators::c_GT: return returnValue > m_value;
        case EConditionOperators::c_ST: return returnValue < m_value;
        case EConditionOperators::c_GE: return returnValue >= m_value;
        case EConditionOperators::c_SE: return returnValue <= m_value;
        case EConditionOperators::c_EQ: return returnValue == m_value;
        case EConditionOperators::c_NE: return returnValue != m_value;
      }
      return false;
    }

    /** The condition without its path, as `>=1`. */
    std::string getExpression() const;
    /** The condition with its path, as `>=1[A -> B]`. */
    std::string getString() const;
    const std::shared_ptr<Path>& getPath() const { return m_path; }
    EAfterConditionPath getAfterConditionPath() const { return m_after; }
    EConditionOperators getConditionOperator() const { return m_operator; }
    int getConditionValue() const { return m_value; }

  private:
    std::shared_ptr<Path> m_path;
    EAfterConditionPath m_after;
    EConditionOperators m_operator = EConditionOperators::c_EQ;
    int m_value = 0;
  };
}
