// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TBufferFile.h>

#include <set>
#include <string>

class TVirtualStreamerInfo;

namespace Belle2 {
  /** Buffer to write objects to that notes which descriptions of classes (TStreamerInfo) a reader needs for them. */
  class DescribedBuffer final : public TBufferFile {
  public:
    DescribedBuffer(): TBufferFile(TBuffer::kWrite) {}

    const std::set<TVirtualStreamerInfo*>& getInfos() const { return m_infos; }
    std::string getBytes() const { return std::string(Buffer(), static_cast<std::size_t>(Length())); }

    /** The descriptions as bytes. */
    static std::string write(const std::set<TVirtualStreamerInfo*>& infos);
    /** Makes descriptions known to ROOT, so that what older classes wrote can be read; std::runtime_error if these are none. */
    static void read(const std::string& bytes);

    /** Called by ROOT. */
    void TagStreamerInfo(TVirtualStreamerInfo* info) override { add(info); }
    /** Called by ROOT. */
    void ForceWriteInfo(TVirtualStreamerInfo* info, Bool_t) override { add(info); }

  private:
    /** With those of bases and members, which ROOT does not name one by one. */
    void add(TVirtualStreamerInfo* info);

    std::set<TVirtualStreamerInfo*> m_infos;
  };
}
