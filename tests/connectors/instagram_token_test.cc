// The token of an account that signed in itself: when it is renewed, which one counts, and that none is lost.
#include <gmock/gmock.h>

#include "tests/connectors/support/instagram_bench.h"

namespace replywatch::instagram {
namespace {

using replywatch::testing::InstagramBench;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kRenewal = "refresh_access_token";
constexpr const char* kConfigured = "practice-page-token";

// Keeps nothing while `is_full`.
class FullDisk final : public StateKeeper {
 public:
  Result<Secret> Load(const std::string& key) override {
    if (is_locked) return MakeError(ErrorKind::kPermission, "not readable");
    return inner_.Load(key);
  }
  Status Keep(const std::string& key, const Secret& value) override {
    if (is_full) return MakeError(ErrorKind::kDiskFull, "no space left");
    return inner_.Keep(key, value);
  }
  bool is_full = false;
  bool is_locked = false;

 private:
  MemoryStateKeeper inner_;
};

struct Account {
  InstagramBench bench;
  int renewals() const { return bench.client.Count(HttpMethod::kGet, kRenewal); }
  Result<AccountCheck> CheckAfter(Duration pause) {
    bench.world.Pass(pause);
    return bench.Check();
  }
  void RefuseRenewals() {
    bench.client.doctor = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      if (request.url.find(kRenewal) == std::string::npos) return std::nullopt;
      HttpResponse response;
      response.status = 400;
      response.body = R"({"error":{"code":2,"message":"Later, practice-page-token"}})";
      return Result<HttpResponse>(response);
    };
  }
};

TEST(IgToken, IsNotRenewedOnItsFirstDay) {
  Account account;
  EXPECT_THAT(account.CheckAfter(Duration::Hours(23))->warnings, IsEmpty());
  EXPECT_EQ(account.renewals(), 0);
}

TEST(IgToken, OfUnknownAgeIsRenewedAfterADay) {
  Account account;
  ASSERT_TRUE(account.CheckAfter(Duration::Hours(25)).ok());
  EXPECT_EQ(account.renewals(), 1);
  EXPECT_THAT(account.bench.TokenUsed(), StartsWith("practice-renewed-"));
}

TEST(IgToken, IsRenewedFromTheMiddleOfItsLife) {
  Account account;
  ASSERT_TRUE(account.CheckAfter(Duration::Hours(25)).ok());
  ASSERT_TRUE(account.CheckAfter(Duration::Days(29)).ok());
  EXPECT_EQ(account.renewals(), 1);
  ASSERT_TRUE(account.CheckAfter(Duration::Days(2)).ok());
  EXPECT_EQ(account.renewals(), 2);
}

TEST(IgToken, IsKeptAcrossARestart) {
  Account account;
  ASSERT_TRUE(account.CheckAfter(Duration::Hours(25)).ok());
  const std::string renewed = account.bench.TokenUsed();
  account.bench.StartAgain();
  ASSERT_TRUE(account.bench.Check().ok());
  EXPECT_EQ(account.bench.TokenUsed(), renewed);
  EXPECT_EQ(account.renewals(), 1);
}

TEST(IgToken, GrowsOldThoughTheProgramIsRestarted) {
  Account account;
  for (int i = 0; i < 9; ++i) {
    account.bench.StartAgain();
    ASSERT_TRUE(account.CheckAfter(Duration::Hours(3)).ok());
  }
  EXPECT_EQ(account.renewals(), 1);
}

TEST(IgToken, ConfiguredAnewWins) {
  Account account;
  ASSERT_TRUE(account.CheckAfter(Duration::Hours(25)).ok());
  account.bench.inbox.secrets["token"] = Secret("practice-renewed-by-hand");
  account.bench.StartAgain();
  ASSERT_TRUE(account.bench.Check().ok());
  EXPECT_EQ(account.bench.TokenUsed(), "practice-renewed-by-hand");
}

TEST(IgToken, IsNotUsedUnlessItCouldBeKept) {
  Account account;
  FullDisk disk;
  account.bench.connector =
      std::move(FindPlatform("instagram")->make({&account.bench.client, account.bench.inbox, &disk})).value();
  ASSERT_TRUE(account.bench.Check().ok());
  disk.is_full = true;
  const auto check = account.CheckAfter(Duration::Hours(25));
  ASSERT_TRUE(check.ok());
  EXPECT_THAT(check->warnings, SizeIs(1));
  EXPECT_EQ(account.bench.TokenUsed(), kConfigured);
}

TEST(IgToken, IsNotGuessedWhereTheKeptOneCannotBeRead) {
  Account account;
  FullDisk disk;
  disk.is_locked = true;
  account.bench.connector =
      std::move(FindPlatform("instagram")->make({&account.bench.client, account.bench.inbox, &disk})).value();
  EXPECT_EQ(account.bench.Check().error().kind, ErrorKind::kPermission);
}

TEST(IgToken, ThatCannotBeRenewedGoesOnAndIsTriedDaily) {
  Account account;
  ASSERT_TRUE(account.CheckAfter(Duration::Hours(25)).ok());
  account.RefuseRenewals();
  EXPECT_THAT(account.CheckAfter(Duration::Days(31))->warnings, IsEmpty()) << "there is time";
  ASSERT_TRUE(account.CheckAfter(Duration::Hours(6)).ok());
  EXPECT_EQ(account.renewals(), 2) << "once a day";
  const auto check = account.CheckAfter(Duration::Days(20));
  ASSERT_TRUE(check.ok());
  EXPECT_EQ(account.renewals(), 3);
  ASSERT_THAT(check->warnings, SizeIs(1));
  EXPECT_THAT(check->warnings.front(), HasSubstr("ends on"));
  EXPECT_THAT(check->warnings.front(), Not(HasSubstr("practice-renewed-")));
}

TEST(IgToken, IsRenewedThoughAClockStoodYearsAhead) {
  Account account;
  const Timestamp ahead = account.bench.world.Now() + Duration::Days(900);
  ASSERT_TRUE(account.bench.connector->Check(ahead, account.bench.cancel).ok());
  EXPECT_EQ(account.renewals(), 1);
  account.bench.StartAgain();
  ASSERT_TRUE(account.bench.Check().ok());
  EXPECT_EQ(account.renewals(), 2);
  ASSERT_TRUE(account.bench.Check().ok());
  EXPECT_EQ(account.renewals(), 2);
}

TEST(IgToken, OfAPageIsNotRenewed) {
  InstagramBench bench({"facebook_login"});
  bench.world.Pass(Duration::Days(40));
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, kRenewal), 0);
  EXPECT_EQ(bench.TokenUsed().substr(0, 5), "1000|") << "the app asks about the page's token";
}

}  // namespace
}  // namespace replywatch::instagram
