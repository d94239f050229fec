// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/ntuple/EventNTupleWriter.h>

#include <framework/datastore/RelationLink.h>
#include <framework/io/EventFileWriter.h>
#include <framework/ntuple/StoreEntryField.h>

#include <ROOT/RNTupleModel.hxx>
#include <ROOT/RNTupleWriteOptions.hxx>
#include <ROOT/RNTupleWriter.hxx>
#include <TClass.h>
#include <TFile.h>

#include <algorithm>
#include <stdexcept>

using namespace Belle2;

namespace {
  /** Large enough for compression, small enough for the memory that readers need for each column. */
  constexpr std::size_t c_pageSize = 128 * 1024;
  /** Bytes before compression are limited, too, because they are held in memory. */
  constexpr std::size_t c_maxCompression = 8;

  StoreBranches::Relation getSides(const RelationLink& link)
  {
    return {link.from->name, link.to->name, static_cast<DataStore::EDurability>(link.from->durability),
            static_cast<DataStore::EDurability>(link.to->durability)};
  }

  std::unique_ptr<ROOT::RFieldBase> makeField(const StoreEntry& entry)
  {
    if (entry.link) {
      auto field = FlatRelation::makeField(entry.name);
      field->SetDescription(FlatRelation::describe(getSides(*entry.link)));
      return field;
    }
    return std::make_unique<StoreEntryField>(entry.name, entry.objClass->GetName(), entry.isArray, StoreEntryField::Use::c_Write);
  }

  /** RNTuple says where in its sources something happened, which does not help here. */
  std::string getReason(const std::exception& error)
  {
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
  }

  /** Why an entry cannot be stored, or "". */
  std::string findReason(const StoreEntry& entry)
  {
    if (entry.link) return "";
    if (entry.objClass->Property() & kIsAbstract) return "the class " + std::string(entry.objClass->GetName()) + " is abstract";
    for (const auto& result : ROOT::RFieldBase::Check("x", entry.objClass->GetName())) {
      const std::string text = result.fErrMsg.substr(0, result.fErrMsg.find('\n'));
      // without the name of the field that was tried, which is not one of the user
      const std::string member = result.fFieldName.size() > 2 ? result.fFieldName.substr(2) : "";
      return "class " + std::string(entry.objClass->GetName()) + (member.empty() ? "" : ", member " + member) + ": " + text;
    }
    return "";
  }
}

std::vector<std::string> EventNTupleWriter::findRefused(const std::vector<StoreEntry*>& entries)
{
  std::vector<std::string> refused;
  const auto model = ROOT::RNTupleModel::CreateBare();
  for (const StoreEntry* entry : entries) {
    std::string reason = findReason(*entry);
    try {
      if (reason.empty()) model->AddField(makeField(*entry));
    } catch (const std::runtime_error& error) {
      reason = getReason(error);
    }
    if (!reason.empty()) refused.push_back(entry->readableName() + ", " + reason);
  }
  return refused;
}

EventNTupleWriter::EventNTupleWriter(EventFileWriter& writer, const std::vector<StoreEntry*>& entries, std::size_t clusterSize):
  m_file(writer), m_entries(entries)
{
  auto model = ROOT::RNTupleModel::CreateBare();
  model->SetDescription(c_description + std::to_string(c_format));
  for (const StoreEntry* entry : m_entries) model->AddField(makeField(*entry));
  ROOT::RNTupleWriteOptions options;
  options.SetCompression(writer.getFile().GetCompressionSettings());
  // in three steps, because the first size may never be above the second one
  options.SetMaxUnzippedClusterSize(std::max(c_maxCompression * clusterSize, options.GetMaxUnzippedClusterSize()));
  options.SetApproxZippedClusterSize(clusterSize);
  options.SetMaxUnzippedClusterSize(c_maxCompression * clusterSize);
  options.SetMaxUnzippedPageSize(c_pageSize);
  options.SetUseImplicitMT(ROOT::RNTupleWriteOptions::EImplicitMT::kOff);
  m_writer = ROOT::RNTupleWriter::Append(std::move(model), c_name, writer.getFile(), options);
  bind(m_entries);
}

EventNTupleWriter::~EventNTupleWriter()
{
  // It would write to a file that is not complete and may not be there any more.
  static_cast<void>(m_writer.release());
}

void EventNTupleWriter::bind(const std::vector<StoreEntry*>& entries)
{
  m_values = m_writer->CreateRawPtrWriteEntry();
  for (const StoreEntry* entry : entries) {
    if (entry->link) {
      m_relations.push_back(std::make_unique<Relation>(Relation{entry, {}}));
      m_values->BindRawPtr(entry->name, &m_relations.back()->value);
    } else {
      m_values->BindRawPtr(entry->name, entry);
    }
  }
}

void EventNTupleWriter::checkClass(const StoreEntry& entry) const
{
  if (entry.isArray || !entry.ptr || entry.ptr->IsA() == entry.objClass) return;
  throw std::runtime_error("Cannot write the output file " + m_file.getName() + ": the " + entry.readableName() +
                           " is registered with the class " + entry.objClass->GetName() + ", but is now of the class " +
                           entry.ptr->ClassName() + ", which an RNTuple cannot store.");
}

void EventNTupleWriter::fill()
{
  for (const StoreEntry* entry : m_entries) checkClass(*entry);
  for (const auto& relation : m_relations) relation->value.set(relation->entry->link->getContainer());
  try {
    m_writer->Fill(*m_values);
  } catch (const ROOT::RException& error) {
    m_file.check();
    throw std::runtime_error("Cannot write the output file " + m_file.getName() + ": " + getReason(error) + ".");
  }
  m_file.check();
}

void EventNTupleWriter::commit()
{
  try {
    m_writer->CommitDataset();
  } catch (const ROOT::RException& error) {
    m_file.check();
    throw std::runtime_error("Cannot write the output file " + m_file.getName() + ": " + getReason(error) + ".");
  }
  m_values.reset();
  m_writer.reset();
  m_file.check();
}
