// GraphApi: single calls to Meta's Graph API, for pages and for professional accounts.
// Signs each with the app secret, reads the usage headers, and turns error codes, which may come with status 200,
// into error kinds. One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"
#include "shared/base/secret.h"

namespace replywatch::graph {

// The object of that name in an answer that refuses; a null value when it refuses nothing.
struct Refusal {
  std::int64_t code = 0;
  std::int64_t subcode = 0;
  bool is_transient = false;
  std::string message;  // for a person; nothing decides on it
};
std::optional<Refusal> ReadRefusal(const Json& answer);

// What it means for us. Codes: Meta's error reference, 2026.
ErrorKind KindOf(const Refusal& refusal, bool is_write);

// Whether a refusal concerns what was asked for alone: everything else can be read on without it.
bool IsOfOneThing(ErrorKind kind);
// Whether a refusal of all that was asked for may be of these few alone, and not of the account.
bool IsOfFew(ErrorKind kind, std::size_t asked);

// Percent used of the busiest budget in X-App-Usage, X-Page-Usage, X-Business-Use-Case-Usage, as a throttle of 100; minutes to
// wait where they tell.
Throttle ReadUsage(const HttpResponse& response, Timestamp now);

struct GraphOptions {
  std::string base_url;  // "https://host", without a trailing slash
  std::string version;   // "v25.0"
  Secret token;
  Secret app_secret;
  std::string advice;  // what a person does about a token that is not accepted, after "; "
};

class GraphApi {
 public:
  GraphApi(HttpClient* http, GraphOptions options) : http_(http), options_(std::move(options)) {}

  // `path` without a leading slash. Errors as KindOf tells, within the address.
  Result<Json> Get(const std::string& path, const QueryList& query, Timestamp now, const CancelToken& cancel);
  Result<Json> Post(const std::string& path, const Json& body, Timestamp now, const CancelToken& cancel);
  // As Get, at a path that stands below no version.
  Result<Json> GetUnversioned(const std::string& path, const QueryList& query, Timestamp now, const CancelToken& cancel);
  // As Get, with another token than the account's: the app's own.
  Result<Json> GetAsApp(const std::string& app_id, const std::string& path, const QueryList& query, Timestamp now,
                        const CancelToken& cancel);

  // Reads many objects, in one call where the host takes batches. Each element is what Get would have given for
  // "<id>?fields=<fields>". At most kMostInBatch.
  Result<std::vector<Result<Json>>> GetEach(const std::vector<std::string>& ids, const std::string& fields, Timestamp now,
                                            const CancelToken& cancel);
  static constexpr std::size_t kMostInBatch = 50;  // Batch requests, 2026

  // Whether the last answer, or a part of it, was refused as too much data asked for, which looks like a passing fault.
  bool asked_too_much() const { return asked_too_much_; }
  // Of the last answer.
  const Throttle& throttle() const { return throttle_; }
  std::optional<Timestamp> server_time() const { return server_time_; }
  const std::string& base_url() const { return options_.base_url; }
  const Secret& token() const { return options_.token; }
  // From now on calls are made with that one.
  void UseToken(Secret token) { options_.token = std::move(token); }

 private:
  Result<Json> GetAt(const std::string& address, const QueryList& query, const Secret& token, Timestamp now,
                     const CancelToken& cancel);
  std::string AddressOf(const std::string& path) const { return options_.base_url + "/" + options_.version + "/" + path; }
  Result<std::vector<Result<Json>>> GetBatch(const std::vector<std::string>& ids, const std::string& fields, Timestamp now,
                                             const CancelToken& cancel);
  Result<std::vector<Result<Json>>> GetOneByOne(const std::vector<std::string>& ids, const std::string& fields, Timestamp now,
                                                const CancelToken& cancel);
  Result<HttpResponse> Send(HttpRequest request, const Secret& token, const CancelToken& cancel);
  Result<Json> Take(const HttpResponse& response, Timestamp now, bool is_write);
  Error ErrorOf(const Refusal& refusal, int status, Timestamp now, bool is_write) const;

  HttpClient* http_;
  GraphOptions options_;
  Throttle throttle_;
  bool asked_too_much_ = false;
  bool takes_batches_ = true;
  std::optional<Timestamp> server_time_;
};

// The element list of {"data": […]}, a null value when there is none; and how to go on: empty at the end. What stands in
// "next" holds the token and is not used.
const Json& DataOf(const Json& listing);
std::string AfterOf(const Json& listing);

}  // namespace replywatch::graph
