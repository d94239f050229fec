// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ModuleParamList.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  ParamValue number(std::int64_t value) { return ParamValue::Variant(value); }
  ParamValue text(const std::string& value) { return ParamValue::Variant(value); }
  ParamValue list(std::vector<ParamValue> items) { return ParamValue::Variant(ParamList{std::move(items)}); }
  ParamValue tuple(std::vector<ParamValue> items) { return ParamValue::Variant(ParamTuple{std::move(items)}); }

  /** Text of the exception of a conversion. */
  template<class T> std::string errorOf(const ParamValue& value)
  {
    try {
      ParamTraits<T>::get(value);
    } catch (std::exception& error) {
      return error.what();
    }
    return "";
  }

  TEST(ModuleParam, TypesHaveTheNamesThatUsersKnow)
  {
    EXPECT_EQ(ParamTraits<int>::name(), "int");
    EXPECT_EQ(ParamTraits<unsigned int>::name(), "unsigned int");
    EXPECT_EQ(ParamTraits<unsigned long>::name(), "unsigned long int");
    EXPECT_EQ(ParamTraits<double>::name(), "float");
    EXPECT_EQ(ParamTraits<std::vector<std::string>>::name(), "list(str)");
    EXPECT_EQ((ParamTraits<std::map<std::string, std::vector<int>>>::name()), "dict(str -> list(int))");
    EXPECT_EQ((ParamTraits<std::tuple<int, float, bool>>::name()), "tuple(int, float, bool)");
    EXPECT_EQ((ParamTraits<std::variant<int, std::string>>::name()), "variant(int, str)");
    EXPECT_EQ(ParamTraits<std::set<int>>::name(), "set(int)");
    EXPECT_EQ(ParamTraits<std::optional<int>>::name(), "int or None");
  }

  TEST(ModuleParam, IntegersAreTakenAsFloatsButNotTheOtherWay)
  {
    EXPECT_EQ(ParamTraits<double>::get(number(3)), 3.0);
    EXPECT_EQ(errorOf<int>(ParamValue::Variant(3.0)), "Could not set module parameter: Expected type 'int' instead of 'float'.");
  }

  TEST(ModuleParam, NumbersOutOfRangeOverflow)
  {
    EXPECT_THROW(ParamTraits<unsigned int>::get(number(-1)), std::overflow_error);
    EXPECT_THROW(ParamTraits<int>::get(number(std::int64_t(1) << 31)), std::overflow_error);
    EXPECT_EQ(ParamTraits<int>::get(number(-(std::int64_t(1) << 31))), std::numeric_limits<int>::min());
    EXPECT_EQ(ParamTraits<unsigned long>::get(ParamValue::Variant(~std::uint64_t(0))), ~0ul);
  }

  TEST(ModuleParam, OneValueIsAListOfOne)
  {
    EXPECT_EQ(ParamTraits<std::vector<int>>::get(number(7)), std::vector<int> {7});
  }

  TEST(ModuleParam, WrongElementOfAListNamesTheTypeOfTheElement)
  {
    EXPECT_EQ(errorOf<std::vector<int>>(list({number(1), text("a")})),
              "Could not set module parameter: Expected type 'int' instead of 'str'.");
  }

  TEST(ModuleParam, TupleNeedsItsLength)
  {
    EXPECT_NE((errorOf<std::tuple<int, int>>(tuple({number(1)}))).find("Given python tuple has length 1, expected 2"),
              std::string::npos);
  }

  TEST(ModuleParam, LastFittingAlternativeOfAVariantIsTaken)
  {
    using Both = std::variant<double, int, std::string>;
    EXPECT_EQ(ParamTraits<Both>::get(number(1)).index(), 1u);
    EXPECT_EQ(ParamTraits<Both>::get(text("x")).index(), 2u);
    EXPECT_THROW(ParamTraits<Both>::get(list({})), ParamTypeError);
  }

  TEST(ModuleParam, VariantLooksIntoContainers)
  {
    using Pair = std::tuple<int, std::string>;
    using Lists = std::variant<std::vector<int>, std::vector<std::string>, std::map<std::string, int>, Pair>;
    EXPECT_EQ(ParamTraits<Lists>::get(list({number(1)})).index(), 0u);
    EXPECT_EQ(ParamTraits<Lists>::get(list({text("x")})).index(), 1u);
    EXPECT_EQ(ParamTraits<Lists>::get(list({})).index(), 1u);
    EXPECT_EQ(ParamTraits<Lists>::get(ParamValue::Variant(ParamDict{{{text("x"), number(1)}}})).index(), 2u);
    EXPECT_EQ(ParamTraits<Lists>::get(tuple({number(1), text("x")})).index(), 3u);
    EXPECT_THROW(ParamTraits<Lists>::get(tuple({number(1)})), ParamTypeError);
    EXPECT_THROW(ParamTraits<Lists>::get(list({number(1), text("x")})), ParamTypeError);
    EXPECT_THROW(ParamTraits<Lists>::get(ParamValue::Variant(ParamDict{{{text("x"), text("y")}}})), ParamTypeError);
  }

  TEST(ModuleParam, VariantTakesAnAlternativeThatIsLargeEnough)
  {
    using Numbers = std::variant<int, unsigned int>;
    EXPECT_EQ(ParamTraits<Numbers>::get(number(1)).index(), 1u);
    EXPECT_EQ(ParamTraits<Numbers>::get(number(-1)).index(), 0u);
    EXPECT_THROW(ParamTraits<Numbers>::get(number(std::int64_t(1) << 40)), std::overflow_error);
    EXPECT_THROW(ParamTraits<Numbers>::get(ParamValue::Variant(true)), ParamTypeError);
  }

  TEST(ModuleParam, SetTakesASetOrOneValue)
  {
    using Names = std::set<std::string>;
    EXPECT_EQ(ParamTraits<Names>::get(ParamValue::Variant(ParamSet{{text("b"), text("a"), text("b")}})), (Names{"a", "b"}));
    EXPECT_EQ(ParamTraits<Names>::get(text("c")), Names{"c"});
    EXPECT_EQ(errorOf<Names>(list({text("a")})), "Could not set module parameter: Expected type 'str' instead of 'list'.");
    EXPECT_EQ(ParamTraits<Names>::put({"a", "b"}).getString(), "{'a', 'b'}");
    EXPECT_EQ(ParamTraits<Names>::put({}).getString(), "set()");
  }

  TEST(ModuleParam, NoneEmptiesAnOptional)
  {
    EXPECT_FALSE(ParamTraits<std::optional<int>>::get(ParamValue()).has_value());
    EXPECT_EQ(ParamTraits<std::optional<int>>::get(number(2)), 2);
  }

  TEST(ModuleParam, DefaultIsTakenAndKept)
  {
    ModuleParamList parameters;
    int value = 0;
    parameters.addParameter<int>("x", value, "text", 5);
    EXPECT_EQ(value, 5);
    parameters.setParameter("x", number(6));
    EXPECT_EQ(value, 6);
    EXPECT_EQ(parameters.getParameter<int>("x").getDefaultValue(), 5);
    EXPECT_TRUE(parameters.get("x").isSetInSteering());
  }

  TEST(ModuleParam, WrongValueLeavesTheOldOne)
  {
    ModuleParamList parameters;
    int value = 0;
    parameters.addParameter<int>("x", value, "text", 5);
    EXPECT_THROW(parameters.setParameter("x", text("six")), ParamTypeError);
    EXPECT_EQ(value, 5);
    EXPECT_FALSE(parameters.get("x").isSetInSteering());
  }

  TEST(ModuleParam, RequiredOnesAreKnownUntilSet)
  {
    ModuleParamList parameters;
    std::string value;
    parameters.addParameter<std::string>("file", value, "text");
    EXPECT_EQ(parameters.getUnsetForcedParams(), std::vector<std::string> {"file"});
    parameters.setParameter("file", text("a"));
    EXPECT_FALSE(parameters.hasUnsetForcedParams());
  }

  TEST(ModuleParam, SameNameTwiceIsAnError)
  {
    ModuleParamList parameters;
    int value = 0;
    parameters.addParameter<int>("x", value, "text", 5);
    EXPECT_B2ERROR(parameters.addParameter<int>("x", value, "text", 5));
  }

  TEST(ModuleParam, UnknownNameIsAnExceptionWithTheName)
  {
    try {
      ModuleParamList().setParameter("nothing", number(1));
      FAIL();
    } catch (std::runtime_error& error) {
      EXPECT_EQ(std::string(error.what()),
                "Could not find the parameter with the name 'nothing'! The value of the parameter could NOT be set.");
    }
  }

  TEST(ModuleParam, ValuesComeBackAsTheyWereGiven)
  {
    using Nested = std::map<std::string, std::vector<std::tuple<int, double>>>;
    const Nested value{{"a", {{1, 0.5}}}, {"b", {}}};
    EXPECT_EQ(ParamTraits<Nested>::get(ParamTraits<Nested>::put(value)), value);
    EXPECT_EQ(ParamTraits<Nested>::put(value).getString(), "{'a': [(1, 0.5)], 'b': []}");
  }
}
