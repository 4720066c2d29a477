// WpDesk: what every inbox on a WordPress site does with comments: who we are, lists,
// answers, finding an answer, approval. WpRound reads a listing by id. One thread at a time; stores nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "collector/connectors/connector.h"
#include "collector/protocols/wp_comments.h"
#include "collector/protocols/wp_rest.h"

namespace replywatch::wp {

inline constexpr std::int64_t kMaxContentBytes = 65'525;  // bytes of the column (core, 2026)
inline constexpr std::int64_t kMostPerPage = 100;         // the most there is (core, 2026)

// Reads a listing by id, newest first until the known one. Ids only grow; what arrives meanwhile moves the rest back and is
// read again, and the token's last id drops it.
class WpRound {
 public:
  // Of one page, in the listing's own terms.
  struct Extent {
    std::int64_t first_id = 0;  // 0: no element had a readable id
    std::int64_t last_id = 0;
    std::int64_t element_count = 0;
    std::optional<std::int64_t> total;
  };
  // Cursor: the newest id known; a token that is none begins the round anew.
  explicit WpRound(const FetchRequest& request);

  QueryList Query(std::string_view status) const;
  // False for what this round has given already.
  bool IsNew(std::int64_t id) const { return last_ == 0 || id < last_; }
  // Sets the next page's token, or, at the end of the round, the cursor.
  void Finish(const Extent& extent, Page& page) const;

 private:
  std::int64_t known_ = 0;
  std::int64_t per_page_ = 0;
  std::int64_t offset_ = 0;
  std::int64_t newest_ = 0;  // the cursor once the round is complete
  std::int64_t last_ = 0;    // smallest id given so far; 0: none
};

// A page of a listing by id, newest first: query of what WordPress calls offset paging.
QueryList NewestFirst(std::string_view status, std::int64_t per_page, std::int64_t offset);

class WpDesk {
 public:
  struct Listed {
    CommentList list;
    WpTotals totals;
  };

  // kConfiguration when "base_url", "user" or "password" of the settings are no use.
  static Result<WpDesk> Make(const ConnectorContext& context);

  // As Connector::Check. Errors besides WpErrorKind's: kPermission when the user may not moderate.
  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel);
  Status CheckReady() const;

  // `query` without "context". kReauthorize when the answer is a stranger's.
  Result<Listed> List(QueryList query, Timestamp now, const CancelToken& cancel);
  // kTargetGone when there is no such comment.
  Result<WpComment> GetComment(const std::string& id, Timestamp now, const CancelToken& cancel);
  // What became of comments, of whatever kind and status; each one is in items, gone or set_aside.
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel);
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel);
  // Among comments of that type: "comment", or a plugin's own.
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel, std::string_view type = "comment");
  Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel);

  Item MakeItem(const WpComment& comment) const;
  // Whom an answer to comment `id` answers; bounded.
  void RememberAuthor(std::int64_t id, const std::string& author_id);

  WpRest& rest() { return rest_; }

 private:
  explicit WpDesk(WpRest rest) : rest_(std::move(rest)) {}
  SendReceipt ReceiptOf(const WpComment& comment) const;

  WpRest rest_;
  std::int64_t own_user_id_ = 0;
  std::unordered_map<std::int64_t, std::string> authors_;
};

}  // namespace replywatch::wp
