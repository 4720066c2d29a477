// What every use of libcurl for mail has in common: handles that free themselves, encryption, sign-in, deadlines, and what its
// errors mean. Included by the files of this folder alone.
#pragma once

#include <curl/curl.h>

#include <filesystem>
#include <memory>
#include <string>

#include "collector/http/http_client.h"
#include "shared/base/result.h"
#include "shared/base/secret.h"

namespace replywatch {

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;
using CurlMime = std::unique_ptr<curl_mime, CurlDeleter>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter>;

struct CurlLogin {
  std::string url;   // smtp, smtps, imap or imaps
  std::string user;  // empty: no sign-in
  Secret password;
  Secret token;                   // OAuth 2.0; instead of the password
  std::filesystem::path ca_file;  // empty: the system's
};

// A handle for `login` with encryption (demanded unless the host is loopback), at most 20 s to connect and 60 s in all. A null
// handle: libcurl does not start. `cancel` outlives it.
CurlHandle MakeCurlHandle(const CurlLogin& login, const CancelToken& cancel);

// `answer` is the last reply code of the server, 0 for none; `where` names the settings to correct.
Status JudgeCurlCode(CURLcode code, long answer, const std::string& where);

}  // namespace replywatch
