// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/core/RandomNumbers.h>
#include <framework/dataobjects/FileMetaData.h>
#include <framework/io/EventFileReader.h>
#include <framework/io/SequentialContent.h>
#include <framework/io/SequentialFileReader.h>
#include <framework/logging/Logger.h>

#include <stdexcept>

namespace Belle2 {
  /** Takes the random seed of the job that made a file. */
  class RandomSeedRestoreModule final : public Module {
  public:
    RandomSeedRestoreModule();
    void initialize() override;

  private:
    std::string m_fileName;
  };
}

using namespace Belle2;

namespace {
  std::string readSeed(const std::string& name)
  {
    if (!SequentialFileReader::isSequential(name)) return EventFileReader(name).getMetaData().getRandomSeed();
    SequentialBegin begin;
    begin.readFrom(name);
    return begin.metaData.getRandomSeed();
  }
}

REG_MODULE(RandomSeedRestore)

RandomSeedRestoreModule::RandomSeedRestoreModule()
{
  setDescription("Sets the random seed to that of the job that has made a file, so that the same random numbers are drawn again.");
  addParam("FileName", m_fileName, "A file written by RootOutput or SeqRootOutput");
}

void RandomSeedRestoreModule::initialize()
{
  try {
    RandomNumbers::initialize(readSeed(m_fileName));
    B2INFO("The random number seed was restored from the file" << LogVar("file", m_fileName)
           << LogVar("seed", RandomNumbers::getSeed()));
  } catch (const std::runtime_error& error) {
    B2ERROR(error.what());
  }
}
