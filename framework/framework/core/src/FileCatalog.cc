// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/FileCatalog.h>

#include <framework/logging/Logger.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace Belle2;

namespace {
  constexpr const char* c_name = "Belle2FileCatalog.xml";
  constexpr std::chrono::seconds c_patience{20};

  /** A steering file may change the folder later. */
  const std::string s_startFolder = [] {
    std::error_code error;
    return fs::current_path(error).string();
  }();

  struct Entry {
    std::string physicalName;
    FileMetaData metaData;
  };
  using Entries = std::map<std::string, Entry>;

  /** Text of one line without what means something in XML, or separates parents. */
  std::string escape(const std::string& text)
  {
    constexpr std::string_view c_special = "&<>\"',";
    std::string result;
    for (const char c : text) {
      if (static_cast<unsigned char>(c) >= 0x20 && c_special.find(c) == std::string_view::npos) result += c;
      else result += "&#" + std::to_string(static_cast<unsigned char>(c)) + ";";
    }
    return result;
  }

  std::string unescape(std::string_view text)
  {
    constexpr std::array<std::pair<std::string_view, char>, 5> c_names{{{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'},
        {"apos", '\''}
      }};
    std::string result;
    while (!text.empty()) {
      const auto end = text.front() == '&' ? text.find(';') : std::string_view::npos;
      if (end == std::string_view::npos) {
        result += text.front();
        text.remove_prefix(1);
        continue;
      }
      const std::string_view name = text.substr(1, end - 1);
      char c = 0;
      for (const auto& [known, character] : c_names) if (name == known) c = character;
      if (name.size() > 1 && name.front() == '#') c = static_cast<char>(std::atoi(std::string(name.substr(1)).c_str()));
      if (c) result += c;
      else result += text.substr(0, end + 1);
      text.remove_prefix(end + 1);
    }
    return result;
  }

  std::vector<std::string> splitParents(const std::string& text)
  {
    std::vector<std::string> parents;
    std::istringstream stream(text);
    for (std::string parent; std::getline(stream, parent, ',');) parents.push_back(unescape(parent));
    return parents;
  }

  std::string trim(const std::string& line)
  {
    const auto begin = line.find_first_not_of(" \t\r");
    return begin == std::string::npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
  }

  /** Values of one file by their tags. */
  using Values = std::map<std::string, std::string>;

  Entry toEntry(const Values& values)
  {
    const auto text = [&values](const char* tag) { return values.count(tag) ? values.at(tag) : std::string(); };
    const auto number = [&values](const char* tag) { return std::stol(values.at(tag)); };
    Entry entry;
    entry.physicalName = unescape(text("PFN"));
    entry.metaData.setLfn(unescape(text("LFN")));
    entry.metaData.setLow(number("ExperimentLow"), number("RunLow"), number("EventLow"));
    entry.metaData.setHigh(number("ExperimentHigh"), number("RunHigh"), number("EventHigh"));
    entry.metaData.setParents(splitParents(text("Parents")));
    return entry;
  }

  /** The values up to the end of the block of a file. */
  Values readValues(std::istream& stream)
  {
    Values values;
    for (std::string line; std::getline(stream, line);) {
      line = trim(line);
      if (line == "</File>") return values;
      const auto begin = line.find('>'), end = line.rfind("</");
      if (line.empty() || line.front() != '<' || begin == std::string::npos || end == std::string::npos || end < begin)
        throw std::runtime_error("the line '" + line + "' is no value");
      values[line.substr(1, begin - 1)] = line.substr(begin + 1, end - begin - 1);
    }
    throw std::runtime_error("it ends in the middle of a file");
  }

  /** An empty or missing file is an empty catalog. */
  Entries read(const std::string& name)
  {
    std::ifstream stream(name);
    if (!stream && errno != ENOENT) throw std::runtime_error(std::strerror(errno));
    Entries entries;
    bool isEmpty = true, isCatalog = false, isComplete = false;
    for (std::string line; std::getline(stream, line);) {
      line = trim(line);
      isEmpty = isEmpty && line.empty();
      isCatalog |= line == "<FileCatalog>";
      isComplete |= line == "</FileCatalog>";
      if (!isCatalog || line != "<File>") continue;
      try {
        const Entry entry = toEntry(readValues(stream));
        entries[entry.metaData.getLfn()] = entry;
      } catch (const std::logic_error&) {
        throw std::runtime_error("numbers of a file are missing or wrong");
      }
    }
    if (!isEmpty && !isCatalog) throw std::runtime_error("it is no file catalog");
    if (!isEmpty && !isComplete) throw std::runtime_error("it is truncated");
    return entries;
  }

  void writeEntry(std::ostream& stream, const Entry& entry)
  {
    const FileMetaData& metaData = entry.metaData;
    const auto write = [&stream](const char* tag, const auto & value) {
      stream << "    <" << tag << ">" << value << "</" << tag << ">\n";
    };
    std::string parents;
    for (const std::string& parent : metaData.getParents()) parents += (parents.empty() ? "" : ",") + escape(parent);
    stream << "  <File>\n";
    write("LFN", escape(metaData.getLfn()));
    write("PFN", escape(entry.physicalName));
    write("ExperimentLow", metaData.getExperimentLow());
    write("RunLow", metaData.getRunLow());
    write("EventLow", metaData.getEventLow());
    write("ExperimentHigh", metaData.getExperimentHigh());
    write("RunHigh", metaData.getRunHigh());
    write("EventHigh", metaData.getEventHigh());
    write("Parents", parents);
    stream << "  </File>\n";
  }

  /** The right to change the catalog; it is made if it does not exist. */
  class Lock final {
  public:
    explicit Lock(const std::string& name)
    {
      const auto end = std::chrono::steady_clock::now() + c_patience;
      // whoever had it before may have put a new file in its place
      for (; m_file < 0 || !isCurrent(name); wait(end)) {
        if (m_file >= 0) ::close(m_file);
        m_file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (m_file < 0) throw std::runtime_error(std::strerror(errno));
        while (::flock(m_file, LOCK_EX | LOCK_NB) != 0) wait(end);
        if (isCurrent(name)) return;
      }
    }
    ~Lock() { if (m_file >= 0) ::close(m_file); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

    /** Gives the catalog a new content as a whole. */
    void replace(const std::string& name, const Entries& entries) const
    {
      const std::string temporaryName = name + ".part";
      {
        std::ofstream stream(temporaryName, std::ios::trunc);
        if (!stream) throw std::runtime_error("cannot write " + temporaryName + ": " + std::strerror(errno));
        struct stat status {};
        if (::fstat(m_file, &status) == 0) ::chmod(temporaryName.c_str(), status.st_mode & 0777);
        stream << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FileCatalog>\n";
        for (const auto& [lfn, entry] : entries) writeEntry(stream, entry);
        stream << "</FileCatalog>\n" << std::flush;
        if (!stream) throw std::runtime_error("cannot write " + temporaryName + ": " + std::strerror(errno));
      }
      fs::rename(temporaryName, name);
    }

  private:
    bool isCurrent(const std::string& name) const
    {
      struct stat mine {}, current{};
      return ::fstat(m_file, &mine) == 0 && ::stat(name.c_str(), &current) == 0 && mine.st_ino == current.st_ino
             && mine.st_dev == current.st_dev;
    }
    static void wait(std::chrono::steady_clock::time_point end)
    {
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("another program does not release it");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }

    int m_file = -1;
  };

  /** The old entries that a new one replaces go away. */
  void replaceEntry(Entries& entries, const Entry& entry, const std::string& oldLFN)
  {
    const std::string& lfn = entry.metaData.getLfn();
    for (auto old = entries.begin(); old != entries.end();) {
      const bool isSameFile = old->second.physicalName == entry.physicalName || (!oldLFN.empty() && old->first == oldLFN);
      if (!isSameFile && old->first == lfn) {
        B2WARNING("Another file has the same logical name in the file catalog and is replaced there" << LogVar("LFN", lfn)
                  << LogVar("old file", old->second.physicalName) << LogVar("new file", entry.physicalName));
      }
      old = isSameFile || old->first == lfn ? entries.erase(old) : std::next(old);
    }
    entries[lfn] = entry;
  }
}

FileCatalog& FileCatalog::Instance()
{
  static FileCatalog instance;
  return instance;
}

std::string FileCatalog::getFileName() const
{
  const char* given = std::getenv("BELLE2_FILECATALOG");
  if (given && std::strcmp(given, "NONE") == 0) return "";
  const char* home = std::getenv("HOME");
  std::error_code error;
  fs::path name = given && *given ? given : c_name;
  if (!(given && *given) && home && fs::exists(fs::path(home) / c_name, error)) name = fs::path(home) / c_name;
  name = (s_startFolder / name).lexically_normal();
  // a link stays one when the file is replaced
  const fs::path real = fs::weakly_canonical(name, error);
  return (error ? name : real).string();
}

bool FileCatalog::registerFile(const std::string& fileName, const FileMetaData& metaData, const std::string& oldLFN)
{
  const std::string name = getFileName();
  if (name.empty()) return false;
  if (metaData.getLfn().empty()) {
    B2ERROR("The file " << fileName << " cannot be entered into the file catalog, because it has no logical name (LFN).");
    return false;
  }
  const bool isRemote = fileName.find("://") != std::string::npos;
  const Entry entry{isRemote ? fileName : fs::absolute(fileName).lexically_normal().string(), metaData};
  try {
    const Lock lock(name);
    Entries entries = read(name);
    replaceEntry(entries, entry, oldLFN);
    lock.replace(name, entries);
    return true;
  } catch (const std::runtime_error& error) {
    B2ERROR("The file " << fileName << " cannot be entered into the file catalog " << name << ": " << error.what() << ".");
    return false;
  }
}

bool FileCatalog::getMetaData(std::string& fileName, FileMetaData& metaData)
{
  metaData = FileMetaData();
  const std::string name = getFileName();
  if (name.empty()) return false;
  try {
    const Entries entries = read(name);
    auto found = entries.find(fileName);
    for (auto other = entries.begin(); found == entries.end() && other != entries.end(); ++other)
      if (other->second.physicalName == fileName) found = other;
    if (found == entries.end()) return false;
    metaData = found->second.metaData;
    if (!found->second.physicalName.empty()) fileName = found->second.physicalName;
    return true;
  } catch (const std::runtime_error& error) {
    B2ERROR("The file catalog " << name << " cannot be read: " << error.what() << ".");
    return false;
  }
}

std::string FileCatalog::getPhysicalFileName(const std::string& lfn)
{
  std::string fileName = lfn;
  FileMetaData metaData;
  getMetaData(fileName, metaData);
  return fileName;
}
