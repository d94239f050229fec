// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/CreationData.h>

#include <cstdlib>
#include <ctime>
#include <initializer_list>

#include <unistd.h>

using namespace Belle2;

namespace {
  std::string firstSet(std::initializer_list<const char*> variables)
  {
    for (const char* variable : variables) {
      const char* value = std::getenv(variable);
      if (value && *value) return value;
    }
    return "";
  }
}

std::string CreationData::getDate()
{
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &utc);
  return text;
}

std::string CreationData::getSite()
{
  const std::string site = firstSet({"BELLE2_SITE"});
  char host[256] = "";
  if (site.empty() && gethostname(host, sizeof(host) - 1) == 0) return host;
  return site;
}

std::string CreationData::getUser()
{
  const std::string user = firstSet({"BELLE2_USER", "USER"});
  if (!user.empty()) return user;
  char login[256] = "";
  return getlogin_r(login, sizeof(login)) == 0 && *login ? login : "unknown";
}

std::string CreationData::getRelease()
{
  const std::string release = firstSet({"BELLE2_RELEASE"});
  return release.empty() ? "unknown" : release;
}
