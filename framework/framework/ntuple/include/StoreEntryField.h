// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/datastore/StoreEntry.h>
#include <framework/ntuple/PackedMembers.h>

#include <ROOT/RField.hxx>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

class TClonesArray;

namespace Belle2 {

  /**
   * Between an entry of the data store and an ntuple: arrays are stored as std::vector, objects as std::optional.
   *
   * Members of arrays are written from where they are and read to there, so nothing is copied on the way. The value that belongs to
   * this field is the StoreEntry itself.
   */
  class StoreEntryField final: public ROOT::RFieldBase {
  public:
    enum class Use { c_Read, c_Write };

    /** Field of that name for objects of a class; std::runtime_error if it cannot be stored. */
    StoreEntryField(std::string_view name, const std::string& className, bool isArray, Use use);

    size_t GetValueSize() const override { return sizeof(StoreEntry); }
    size_t GetAlignment() const override { return alignof(StoreEntry); }

  protected:
    std::unique_ptr<ROOT::RFieldBase> CloneImpl(std::string_view name) const override;
    void ConstructValue(void* where) const override;
    const RColumnRepresentations& GetColumnRepresentations() const override;
    void GenerateColumns() override;
    void GenerateColumns(const ROOT::RNTupleDescriptor& descriptor) override;
    std::size_t AppendImpl(const void* from) override;
    void ReadGlobalImpl(ROOT::NTupleSize_t index, void* to) override;
    void CommitClusterImpl() override { m_nWritten = 0; }

  private:
    StoreEntryField(std::string_view name, std::unique_ptr<ROOT::RFieldBase> objects, bool isArray, Use use);
    std::size_t appendObject(TObject* object);
    std::size_t appendArray(const TClonesArray& array);
    void readObject(StoreEntry& entry, const ROOT::RNTupleLocalIndex& start, std::size_t n);
    void readArray(StoreEntry& entry, const ROOT::RNTupleLocalIndex& start, std::size_t n);
    /** A member that is a number or an array of numbers: handled for all objects together, which is faster. */
    struct Column {
      ROOT::Internal::RColumn* column;
      std::ptrdiff_t offset;
      std::size_t size;
      std::size_t repetitions;
    };
    /** Any other member. */
    struct Member {
      ROOT::RFieldBase* field;
      std::ptrdiff_t offset;
    };

    /** Finds out how members are handled, if this is not known yet; takes any object of the class. */
    void prepareColumns(void* object);
    void findColumns(ROOT::RFieldBase& field, void* object, std::ptrdiff_t offset);
    std::size_t appendColumn(const TClonesArray& array, const Column& column);
    void readColumn(const TClonesArray& array, const ROOT::RNTupleLocalIndex& start, const Column& column);


    const bool m_isArray;
    const Use m_use;
    const PackedMembers m_packedMembers;
    std::vector<Column> m_columns;
    std::vector<Member> m_members;
    bool m_hasColumns = false;
    std::vector<char> m_buffer;
    /** In the current cluster. */
    ROOT::Internal::RColumnIndex m_nWritten{0};
  };
}
