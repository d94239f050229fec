// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/modules/profile/ProfileModule.h>

#include <framework/logging/Logger.h>
#include <framework/utilities/Utils.h>

#include <TCanvas.h>
#include <TDirectory.h>
#include <TGraph.h>
#include <TH1.h>
#include <TROOT.h>

#include <cmath>
#include <filesystem>

using namespace Belle2;

REG_MODULE(Profile)

namespace {
  constexpr std::size_t c_maxPoints = 100;
  constexpr double c_kBPerMB = 1024;
  constexpr double c_nsPerSecond = 1e9;

  /** Drawing needs no screen, and must leave neither directory nor mode of ROOT changed. */
  class BatchGuard {
  public:
    BatchGuard(): m_wasBatch(gROOT->IsBatch()) { gROOT->SetBatch(true); gROOT->cd(); }
    ~BatchGuard() { gROOT->SetBatch(m_wasBatch); }
    BatchGuard(const BatchGuard&) = delete;
    BatchGuard& operator=(const BatchGuard&) = delete;

  private:
    TDirectory::TContext m_directory;
    bool m_wasBatch;
  };

  void drawGraph(TGraph& graph, const std::string& yTitle)
  {
    graph.SetMarkerStyle(kFullDotMedium);
    graph.SetTitle((";Event;" + yTitle).c_str());
    graph.Draw("ALP");
  }
}

ProfileModule::ProfileModule()
{
  setDescription("Records memory and time of the process over the events in ProfileInfo objects and histograms, and draws them to "
                 "files.");
  addParam("outputFileName", m_outputFileName,
           "Name of the file for a drawing of virtual memory and time per event over events; none if empty.", std::string(""));
  addParam("rssOutputFileName", m_rssOutputFileName, "The same with resident memory.", std::string(""));
  addParam("outputFormat", m_outputFormat,
           "Format of the files, such as pdf, png or root; if empty, the ending of the names decides.", std::string(""));
  addParam("step", m_step, "Number of events from one point to the next; 0 for as many as give at most 100 points.", 0);
  addParam("rateThreshold", m_rateThreshold,
           "Warn once if there are fewer events per second between two points than this; 0 for never.", 0.0);
}

ProfileInfo ProfileModule::measure() const
{
  return ProfileInfo(Utils::getRssMemoryKB(), Utils::getVirtualMemoryKB(), Utils::getClock() / c_nsPerSecond - m_startTime);
}

void ProfileModule::initialize()
{
  if (m_step < 0) B2ERROR("The parameter step of the module " << getName() << " is " << m_step << ": it must not be negative.");
  m_startTime = Utils::getClock() / c_nsPerSecond;
  m_events = 0;
  m_currentStep = m_step > 0 ? static_cast<unsigned long>(m_step) : 1;
  m_hasWarned = false;
  m_points.clear();
  m_info.registerInDataStore();
  m_startInfo.registerInDataStore();
  m_endInfo.registerInDataStore();
  for (const char* name : {"VirtualMemoryProfile", "RssMemoryProfile"})
    StoreObjPtr<TH1D>(name, DataStore::c_Persistent).registerInDataStore();
  const ProfileInfo info = measure();
  m_startInfo.construct(info);
  m_points.push_back({0, info});
  B2INFO("Memory at the start [MB]: " << info.getVirtualMemory() / c_kBPerMB << " virtual, " << info.getRssMemory() / c_kBPerMB
         << " resident");
}

void ProfileModule::event()
{
  m_last = measure();
  m_info.construct(m_last);
  if (++m_events == 1) m_first = m_last;
  if (m_events % m_currentStep != 0) return;
  const Point point{static_cast<double>(m_events), m_last};
  checkRate(point);
  addPoint(point);
}

void ProfileModule::addPoint(const Point& point)
{
  m_points.push_back(point);
  if (m_step > 0 || m_points.size() <= c_maxPoints) return;
  m_currentStep *= 2;
  for (std::size_t i = 0; 2 * i < m_points.size(); ++i) m_points[i] = m_points[2 * i];
  m_points.resize((m_points.size() + 1) / 2);
}

void ProfileModule::checkRate(const Point& point)
{
  // The time from initialize() to the first event says nothing about events.
  const Point& before = m_points.back();
  if (m_hasWarned || m_rateThreshold <= 0 || before.event == 0) return;
  const double rate = (point.event - before.event) / (point.info.getTimeInSec() - before.info.getTimeInSec());
  if (rate >= m_rateThreshold) return;
  m_hasWarned = true;
  B2WARNING("The events are processed more slowly than the threshold of the module " << getName() << " allows"
            << LogVar("events per second", rate) << LogVar("threshold", m_rateThreshold) << LogVar("events so far", m_events));
}

void ProfileModule::terminate()
{
  const ProfileInfo info = measure();
  m_endInfo.construct(info);
  report(info);
  storeMemory("VirtualMemoryProfile", "Virtual memory", &ProfileInfo::getVirtualMemory);
  storeMemory("RssMemoryProfile", "Resident memory", &ProfileInfo::getRssMemory);
  if (!m_outputFileName.empty()) draw(m_outputFileName, "Virtual memory", &ProfileInfo::getVirtualMemory);
  if (!m_rssOutputFileName.empty()) draw(m_rssOutputFileName, "Resident memory", &ProfileInfo::getRssMemory);
}

void ProfileModule::report(const ProfileInfo& end) const
{
  B2INFO("Memory at the end [MB]: " << end.getVirtualMemory() / c_kBPerMB << " virtual, " << end.getRssMemory() / c_kBPerMB
         << " resident");
  if (m_events < 2) return;
  const double events = static_cast<double>(m_events - 1);
  const auto increase = [events](unsigned long first, unsigned long last) {
    return (static_cast<double>(last) - static_cast<double>(first)) / events;
  };
  B2INFO("Per event after the first: " << increase(m_first.getVirtualMemory(), m_last.getVirtualMemory()) << " kB virtual and "
         << increase(m_first.getRssMemory(), m_last.getRssMemory()) << " kB resident memory more, "
         << 1000 * (m_last.getTimeInSec() - m_first.getTimeInSec()) / events << " ms");
}

void ProfileModule::storeMemory(const std::string& name, const std::string& title, Memory memory)
{
  StoreObjPtr<TH1D> stored(name, DataStore::c_Persistent);
  const double step = static_cast<double>(m_currentStep);
  const int bins = static_cast<int>(m_points.size());
  stored.construct(name.c_str(), (title + ";Event;" + title + " [MB]").c_str(), bins, -0.5 * step, (bins - 0.5) * step);
  stored->SetDirectory(nullptr);
  stored->SetStats(false);
  for (int i = 0; i < bins; ++i)
    stored->SetBinContent(i + 1, static_cast<double>((m_points[static_cast<std::size_t>(i)].info.*memory)()) / c_kBPerMB);
}

void ProfileModule::draw(const std::string& fileName, const std::string& title, Memory memory) const
{
  const BatchGuard batch;
  TGraph memories, times;
  for (std::size_t i = 0; i < m_points.size(); ++i) {
    const auto& [event, info] = m_points[i];
    memories.AddPoint(event, static_cast<double>((info.*memory)()) / c_kBPerMB);
    if (i < 2) continue;
    const Point& before = m_points[i - 1];
    times.AddPoint(event, 1000 * (info.getTimeInSec() - before.info.getTimeInSec()) / (event - before.event));
  }
  TCanvas canvas("profile", title.c_str(), 800, 900);
  canvas.Divide(1, 2);
  canvas.cd(1);
  drawGraph(memories, title + " [MB]");
  canvas.cd(2);
  if (times.GetN() > 0) drawGraph(times, "Time per event [ms]");
  const std::string name = getFullName(fileName);
  if (m_outputFormat.empty()) canvas.Print(name.c_str());
  else canvas.Print(name.c_str(), m_outputFormat.c_str());
  if (!std::filesystem::exists(name))
    B2ERROR("The module " << getName() << " cannot write its drawing" << LogVar("file", name));
}

std::string ProfileModule::getFullName(const std::string& fileName) const
{
  const bool hasEnding = std::filesystem::path(fileName).has_extension();
  return m_outputFormat.empty() || hasEnding ? fileName : fileName + "." + m_outputFormat;
}
