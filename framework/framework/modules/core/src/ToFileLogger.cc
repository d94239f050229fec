// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Module.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

namespace Belle2 {
  /** Sends everything that the job prints into a file. */
  class ToFileLoggerModule : public Module {
  public:
    ToFileLoggerModule();
    ~ToFileLoggerModule() override { restore(); }
    void initialize() override;
    void terminate() override { restore(); }

  private:
    static void flush();
    void restore();

    std::string m_fileName;
    std::string m_outputFileName;
    bool m_append = true;
    int m_output = -1;
    int m_errors = -1;
  };

  /** The same, with a line at the start of each event. */
  class EventwiseLoggerModule final : public ToFileLoggerModule {
  public:
    EventwiseLoggerModule();
    void initialize() override;
    void event() override;

  private:
    StoreObjPtr<EventMetaData> m_eventMetaData;
  };
}

using namespace Belle2;

REG_MODULE(ToFileLogger)
REG_MODULE(EventwiseLogger)

ToFileLoggerModule::ToFileLoggerModule()
{
  setDescription("Sends all that the job prints on standard output and standard error into a file, from the initialisation of "
                 "this module to its end: also what does not come from the logging system. "
                 "A log file of logging.add_file() has log messages alone.");
  addParam("outputFileName", m_outputFileName, "Name of the file", m_outputFileName);
  addParam("fileName", m_fileName, "Another name of the parameter outputFileName; set one of the two", m_fileName);
  addParam("append", m_append, "True: add to a file that exists. False: replace it.", m_append);
}

void ToFileLoggerModule::flush()
{
  std::cout.flush();
  std::fflush(stdout);
  std::fflush(stderr);
}

void ToFileLoggerModule::initialize()
{
  if (m_fileName.empty() == m_outputFileName.empty()) {
    B2ERROR("Set one of the parameters outputFileName and fileName to the name of the file");
    return;
  }
  const std::string& name = m_fileName.empty() ? m_outputFileName : m_fileName;
  const int file = open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (m_append ? 0 : O_TRUNC), 0666);
  if (file < 0) {
    B2ERROR("The file '" << name << "' cannot be written: " << std::strerror(errno));
    return;
  }
  flush();
  m_output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  m_errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  close(file);
}

void ToFileLoggerModule::restore()
{
  if (m_output < 0) return;
  flush();
  dup2(m_output, STDOUT_FILENO);
  dup2(m_errors, STDERR_FILENO);
  close(m_output);
  close(m_errors);
  m_output = m_errors = -1;
}

EventwiseLoggerModule::EventwiseLoggerModule()
{
  setDescription("As ToFileLogger, sends all that the job prints into a file; and writes experiment, run and event number into it "
                 "at the start of each event. Belongs behind the module that makes or reads the events.");
}

void EventwiseLoggerModule::initialize()
{
  m_eventMetaData.isRequired();
  ToFileLoggerModule::initialize();
}

void EventwiseLoggerModule::event()
{
  std::cout << "=== experiment " << m_eventMetaData->getExperiment() << ", run " << m_eventMetaData->getRun() << ", event "
            << m_eventMetaData->getEvent() << std::endl;
}
