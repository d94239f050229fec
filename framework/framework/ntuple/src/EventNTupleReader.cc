// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/ntuple/EventNTupleReader.h>

#include <framework/dataobjects/RelationContainer.h>
#include <framework/ntuple/EventNTupleWriter.h>
#include <framework/ntuple/StoreEntryField.h>

#include <ROOT/REntry.hxx>
#include <ROOT/RNTuple.hxx>
#include <ROOT/RNTupleDescriptor.hxx>
#include <ROOT/RNTupleModel.hxx>
#include <ROOT/RNTupleReadOptions.hxx>
#include <ROOT/RNTupleReader.hxx>
#include <TFile.h>

#include <cstdlib>
#include <functional>
#include <stdexcept>

using namespace Belle2;

namespace {
  constexpr const char* c_container = "Belle2::RelationContainer";

  /** Runs something; what RNTuple says of its own sources is left out. */
  void doOrRefuse(const EventFile& file, const std::function<void()>& something)
  {
    try {
      something();
    } catch (const ROOT::RException& error) {
      const std::string text = error.what();
      file.refuse(text.substr(0, text.find('\n')));
    }
  }

  /** No thread that reads ahead: it would not be there in processes that are forked off. */
  ROOT::RNTupleReadOptions getOptions()
  {
    ROOT::RNTupleReadOptions options;
    options.SetClusterCache(ROOT::RNTupleReadOptions::EClusterCache::kOff);
    options.SetUseImplicitMT(ROOT::RNTupleReadOptions::EImplicitMT::kOff);
    return options;
  }

  std::unique_ptr<ROOT::RFieldBase> makeField(const std::string& name, const EventNTupleReader::Field& field)
  {
    if (field.isRelation) return FlatRelation::makeField(name);
    return std::make_unique<StoreEntryField>(name, field.className, field.isArray, StoreEntryField::Use::c_Read);
  }

  /** What stands in the brackets of a type such as std::vector<X>, or "". */
  std::string getArgument(const std::string& type, const std::string& before)
  {
    return type.rfind(before, 0) == 0 ? type.substr(before.size(), type.size() - before.size() - 1) : "";
  }
}

EventNTupleReader::EventNTupleReader(const std::string& name): m_file(name)
{
  m_anchor.reset(m_file.getFile().Get<ROOT::RNTuple>(EventNTupleWriter::c_name));
  if (!m_anchor) m_file.refuse(std::string("it has no ntuple '") + EventNTupleWriter::c_name +
                                 "', so it was not written by RootNTupleOutput");
  m_persistentTree = &m_file.getTree("persistent");
  m_metaData = m_file.readMetaData();
  doOrRefuse(m_file, [this] {
    m_reader = ROOT::RNTupleReader::Open(*m_anchor, getOptions());
    checkFormat();
    findFields();
  });
  if (!m_fields.count("EventMetaData")) {
    m_file.refuse(std::string("its ntuple '") + EventNTupleWriter::c_name + "' has no field 'EventMetaData'");
  }
}

EventNTupleReader::~EventNTupleReader() = default;

std::int64_t EventNTupleReader::getEntries() const
{
  return static_cast<std::int64_t>(m_reader->GetNEntries());
}

void EventNTupleReader::checkFormat() const
{
  const std::string before = EventNTupleWriter::c_description;
  const std::string text = m_reader->GetDescriptor().GetDescription();
  const int format = text.rfind(before, 0) == 0 ? std::atoi(text.c_str() + before.size()) : 0;
  if (format < 1) m_file.refuse(std::string("its ntuple '") + EventNTupleWriter::c_name + "' was not written by RootNTupleOutput");
  if (format > EventNTupleWriter::c_format) {
    m_file.refuse("it has the format " + std::to_string(format) + " of a newer release; this one knows formats up to " +
                  std::to_string(EventNTupleWriter::c_format));
  }
}

void EventNTupleReader::findFields()
{
  for (const ROOT::RFieldDescriptor& field : m_reader->GetDescriptor().GetTopLevelFields()) {
    const std::string& name = field.GetFieldName();
    const std::string& type = field.GetTypeName();
    if (const std::string array = getArgument(type, "std::vector<"); !array.empty()) {
      m_fields[name] = {array, true, false};
    } else if (const std::string object = getArgument(type, "std::optional<"); !object.empty()) {
      m_fields[name] = {object, false, false};
    } else if (type.empty()) {
      try {
        m_relations[name] = FlatRelation::parse(field.GetFieldDescription());
      } catch (const std::runtime_error& error) {
        m_file.refuse("in its field '" + name + "' " + error.what());
      }
      m_fields[name] = {c_container, false, true};
    } else {
      m_file.refuse("its field '" + name + "' has the type " + type + ", so it was not written by RootNTupleOutput");
    }
  }
}

void EventNTupleReader::connect(const std::vector<StoreEntry*>& entries)
{
  doOrRefuse(m_file, [&] {
    auto model = ROOT::RNTupleModel::CreateBare();
    for (const StoreEntry* entry : entries) model->AddField(makeField(entry->name, m_fields.at(entry->name)));
    m_reader = ROOT::RNTupleReader::Open(std::move(model), *m_anchor, getOptions());
    bind(entries);
  });
}

void EventNTupleReader::bind(const std::vector<StoreEntry*>& entries)
{
  m_connected.clear();
  m_values = m_reader->GetModel().CreateBareEntry();
  for (StoreEntry* entry : entries) {
    void* value = entry;
    if (m_fields.at(entry->name).isRelation) {
      m_connected.push_back(std::make_unique<Relation>(Relation{entry, {}}));
      value = &m_connected.back()->value;
    }
    m_values->BindRawPtr(entry->name, value);
  }
}

void EventNTupleReader::read(std::int64_t number)
{
  m_reader->LoadEntry(static_cast<ROOT::NTupleSize_t>(number), *m_values);
  for (const auto& relation : m_connected) {
    auto& container = static_cast<RelationContainer&>(*relation->entry->object);
    if (container.getEntries() > 0) container.Clear();
    relation->value.copyTo(container);
    container.setModified(true);
    relation->entry->setValid();
  }
}
