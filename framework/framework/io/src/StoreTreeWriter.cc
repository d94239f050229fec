// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/StoreTreeWriter.h>

#include <framework/dataobjects/FileMetaData.h>
#include <framework/io/EventFileWriter.h>

#include <TClass.h>
#include <TDirectory.h>
#include <TFile.h>
#include <TTree.h>

#include <stdexcept>
#include <string>

using namespace Belle2;

StoreTreeWriter::StoreTreeWriter(EventFileWriter& writer, const char* name, const std::vector<StoreEntry*>& entries,
                                 const Settings& settings):
  m_writer(writer), m_entries(entries), m_settings(settings)
{
  TDirectory::TContext inFile(&writer.getFile());
  m_tree = new TTree(name, name);
  m_tree->SetAutoFlush(settings.autoFlushSize);
  m_tree->SetAutoSave(settings.autoSaveSize);
  for (StoreEntry* entry : m_entries) {
    const int splitLevel = entry->objClass->HasCustomStreamerMember() ? -1 : settings.splitLevel;
    m_tree->Branch(entry->name.c_str(), entry->object->ClassName(), &entry->object, settings.basketSize, splitLevel);
  }
}

void StoreTreeWriter::addMetaData(FileMetaData* metaData)
{
  m_metaData = metaData;
  TDirectory::TContext inFile(&m_writer.getFile());
  m_tree->Branch("FileMetaData", "Belle2::FileMetaData", &m_metaData, m_settings.basketSize, m_settings.splitLevel);
}

void StoreTreeWriter::fill()
{
  for (StoreEntry* entry : m_entries) {
    if (entry->ptr || entry->object->TestBit(kInvalidObject)) continue;
    // a branch always needs an object; the bit tells readers that there was none
    entry->recreate();
    entry->ptr = nullptr;
    entry->object->SetBit(kInvalidObject);
  }
  const int bytes = m_tree->Fill();
  m_writer.check();
  if (bytes >= 0) return;
  throw std::runtime_error("Cannot write the output file " + m_writer.getName() + ": the tree '" + m_tree->GetName() +
                           "' was not filled.");
}

void StoreTreeWriter::write()
{
  TDirectory::TContext inFile(&m_writer.getFile());
  m_tree->Write(m_tree->GetName(), TObject::kWriteDelete);
}
