// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/ntuple/FlatRelation.h>

#include <framework/dataobjects/RelationContainer.h>

#include <ROOT/RField.hxx>
#include <nlohmann/json.hpp>

#include <numeric>
#include <stdexcept>

using namespace Belle2;
using nlohmann::json;

namespace {
  const char* getName(DataStore::EDurability durability)
  {
    return durability == DataStore::c_Event ? "event" : "persistent";
  }

  DataStore::EDurability getDurability(const json& name)
  {
    return name == "event" ? DataStore::c_Event : DataStore::c_Persistent;
  }
}

void FlatRelation::set(const RelationContainer* container)
{
  from.clear();
  size.clear();
  to.clear();
  weight.clear();
  for (int i = 0; container && i < container->getEntries(); ++i) {
    const RelationElement& element = container->getElement(i);
    from.push_back(element.getFromIndex());
    size.push_back(static_cast<std::uint32_t>(element.getSize()));
    to.insert(to.end(), element.getToIndices().begin(), element.getToIndices().end());
    weight.insert(weight.end(), element.getWeights().begin(), element.getWeights().end());
  }
}

void FlatRelation::copyTo(RelationContainer& container) const
{
  const auto pairs = std::accumulate(size.begin(), size.end(), std::size_t{0});
  if (size.size() != from.size() || to.size() != pairs || weight.size() != pairs)
    throw std::runtime_error("the numbers of relations from '" + container.getFromName() + "' to '" + container.getToName() +
                             "' do not agree");
  auto firstTo = to.begin();
  auto firstWeight = weight.begin();
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto n = static_cast<std::ptrdiff_t>(size[i]);
    container.append(from[i], std::vector<std::uint32_t>(firstTo, firstTo + n), std::vector<float>(firstWeight, firstWeight + n));
    firstTo += n;
    firstWeight += n;
  }
}

std::unique_ptr<ROOT::RFieldBase> FlatRelation::makeField(const std::string& name)
{
  using Indices = ROOT::RField<std::vector<std::uint32_t>>;
  std::vector<std::unique_ptr<ROOT::RFieldBase>> members;
  for (const char* member : {"from", "size", "to"}) members.push_back(std::make_unique<Indices>(member));
  members.push_back(std::make_unique<ROOT::RField<std::vector<float>>>("weight"));
  return std::make_unique<ROOT::RRecordField>(name, std::move(members));
}

std::string FlatRelation::describe(const StoreBranches::Relation& relation)
{
  const json sides = {{"from", relation.fromName}, {"fromDurability", getName(relation.fromDurability)},
    {"to", relation.toName}, {"toDurability", getName(relation.toDurability)}
  };
  return sides.dump();
}

StoreBranches::Relation FlatRelation::parse(const std::string& description)
{
  const json sides = json::parse(description, nullptr, false);
  for (const char* key : {"from", "to", "fromDurability", "toDurability"}) {
    if (!sides.is_object() || !sides.contains(key) || !sides[key].is_string())
      throw std::runtime_error("the description '" + description + "' does not say which arrays are related");
  }
  return {sides["from"], sides["to"], getDurability(sides["fromDurability"]), getDurability(sides["toDurability"])};
}
