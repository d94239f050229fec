// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/FileMetaDataUpdate.h>

#include <framework/core/FileCatalog.h>
#include <framework/io/EventFile.h>
#include <framework/io/FileNames.h>
#include <framework/io/RootFile.h>

#include <TDirectory.h>
#include <TFile.h>
#include <TTree.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace fs = std::filesystem;
using namespace Belle2;

namespace {
  /** A copy of a file that is removed unless it takes the place of the file. */
  class WorkingCopy final {
  public:
    explicit WorkingCopy(const std::string& name): m_name(name), m_copy(name + ".part")
    {
      std::error_code error;
      if (!fs::copy_file(name, m_copy, fs::copy_options::none, error)) {
        // what was there before may belong to another job
        std::error_code ignored;
        if (error != std::errc::file_exists) fs::remove(m_copy, ignored);
        refuse(error.message());
      }
      m_exists = true;
    }
    ~WorkingCopy()
    {
      std::error_code ignored;
      if (m_exists) fs::remove(m_copy, ignored);
    }
    WorkingCopy(const WorkingCopy&) = delete;
    WorkingCopy& operator=(const WorkingCopy&) = delete;

    const std::string& getName() const { return m_copy; }
    void commit()
    {
      std::error_code error;
      fs::rename(m_copy, m_name, error);
      if (error) refuse(error.message());
      m_exists = false;
    }
    [[noreturn]] void refuse(const std::string& reason) const
    {
      throw std::runtime_error("Could not change the metadata of the file \"" + m_name + "\": " + reason + ".");
    }

  private:
    std::string m_name;
    std::string m_copy;
    bool m_exists = false;
  };
}

void Belle2::writePersistentTree(TTree& before, std::map<std::string, TObject*> replaced)
{
  std::unique_ptr<TTree> after(before.CloneTree(0));
  before.GetEntry(0);
  for (auto& [name, object] : replaced) after->SetBranchAddress(name.c_str(), static_cast<void*>(&object));
  after->Fill();
  after->Write("persistent", TObject::kWriteDelete);
  after->SetDirectory(nullptr);
}

FileMetaData Belle2::readFileMetaData(const std::string& filename)
{
  return EventFile(filename).readMetaData();
}

FileMetaData Belle2::updateFileMetaData(const std::string& filename, const std::function<void(FileMetaData&)>& change)
{
  const std::string name = FileNames::toLocal(filename);
  FileMetaData metaData = readFileMetaData(name);
  const std::string oldLfn = metaData.getLfn();
  change(metaData);
  WorkingCopy copy(name);
  TDirectory::TContext keepDirectory;
  std::unique_ptr<TFile> file = RootFile::open(copy.getName(), "UPDATE");
  if (!file || file->IsZombie()) copy.refuse("it could not be opened for writing");
  writePersistentTree(*file->Get<TTree>("persistent"), {{"FileMetaData", &metaData}});
  file->Close();
  if (file->TestBit(TFile::kWriteError)) copy.refuse("it could not be written");
  copy.commit();
  std::string known = oldLfn;
  FileMetaData ignored;
  FileCatalog& catalog = FileCatalog::Instance();
  if (!oldLfn.empty() && catalog.getMetaData(known, ignored)) catalog.registerFile(name, metaData, oldLfn);
  return metaData;
}
