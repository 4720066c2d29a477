#include "dashboard/ui/connect_form.h"

#include <algorithm>
#include <utility>

#include "dashboard/ui/commands.h"

namespace replywatch {
namespace {

constexpr std::size_t kFieldBytes = 4096;
constexpr std::size_t kNameBytes = 100;
constexpr std::string_view kNameKey = "name";

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\n") == std::string_view::npos; }

std::string KeptKey(const ConnectDraft& draft, const ConnectField& field) { return draft.platform + "." + field.question.key; }

void Order(ConnectDraft& draft, ConnectOrder order, ConnectWork work) {
  order.number = ++draft.number;
  draft.orders.push_back(std::move(order));
  draft.work = work;
  draft.mistake = {};
  draft.mistake_at.clear();
}

void AskForPlatforms(Ui& ui) {
  ConnectDraft& draft = ui.desk.connect;
  draft.language = ui.words.language();
  ConnectOrder order;
  order.kind = ConnectOrder::Kind::kList;
  order.language = draft.language;
  Order(draft, std::move(order), ConnectWork::kListing);
}

// The platform's own name, with a number where that is taken.
std::string ProposedName(const Snapshot& snapshot, const std::string& display_name) {
  const auto is_taken = [&](const std::string& name) {
    return std::any_of(snapshot.inboxes.begin(), snapshot.inboxes.end(), [&](const Inbox& inbox) { return inbox.name == name; });
  };
  std::string name = display_name;
  for (int n = 2; is_taken(name); ++n) name = display_name + " " + std::to_string(n);
  return name;
}

ConnectField FieldFor(const ConnectDraft& draft, const ConnectQuestionText& question) {
  ConnectField field;
  field.question = question;
  field.text = question.is_secret ? EditBuffer::ForSecret(kFieldBytes) : EditBuffer(kFieldBytes);
  if (const auto kept = draft.kept.find(KeptKey(draft, field)); kept != draft.kept.end()) field.text.Reset(kept->second);
  return field;
}

// What is no secret, for the next time this platform is chosen.
void KeepWhatWasTyped(ConnectDraft& draft) {
  for (const ConnectField& field : draft.fields) {
    if (!field.question.is_secret) draft.kept[KeptKey(draft, field)] = field.text.text();
  }
}

void Open(Ui& ui) {
  ConnectDraft& draft = ui.desk.connect;
  draft.fields.clear();
  draft.step = ConnectStep::kChoose;
  draft.platform.clear();
  draft.asks_to_leave = false;
  draft.copied.clear();
  OpenOverlay(ui, Overlay::kConnect, 0, 0);
  AskForPlatforms(ui);
}

void FillIn(ConnectDraft& draft, const Snapshot* snapshot, const ConnectPlatform& platform) {
  draft.platform = platform.platform;
  draft.fields.clear();
  for (const ConnectQuestionText& question : platform.questions) {
    if (!draft.again.empty() && !question.is_secret) continue;
    draft.fields.push_back(FieldFor(draft, question));
    // Nobody has to give anew what has not run out.
    if (!draft.again.empty()) draft.fields.back().question.is_required = false;
  }
  if (draft.again.empty()) {
    ConnectField name;
    name.question = {std::string(kNameKey), {}, {}, false, true};
    name.text = EditBuffer(kNameBytes);
    const auto kept = draft.kept.find(KeptKey(draft, name));
    if (kept != draft.kept.end() && !IsBlank(kept->second)) {
      name.text.Reset(kept->second);
    } else if (snapshot != nullptr) {
      name.text.Reset(ProposedName(*snapshot, platform.display_name));
    }
    draft.fields.push_back(std::move(name));
  }
  draft.field = 0;
  draft.step = ConnectStep::kFill;
  draft.begins_at_top = true;
  draft.mistake = {};
  draft.mistake_at.clear();
}

const ConnectField* FirstMissing(const ConnectDraft& draft) {
  const auto missing = std::find_if(draft.fields.begin(), draft.fields.end(), [](const ConnectField& field) {
    return field.question.is_required && IsBlank(field.text.text());
  });
  if (missing != draft.fields.end()) return &*missing;
  const bool is_again_without_any = !draft.again.empty() && !HoldsSecrets(draft) && !draft.fields.empty();
  return is_again_without_any ? &draft.fields.front() : nullptr;
}

void StandAt(ConnectDraft& draft, const std::string& key) {
  draft.mistake_at.clear();
  for (std::size_t i = 0; i < draft.fields.size(); ++i) {
    if (draft.fields[i].question.key != key) continue;
    draft.mistake_at = key;
    draft.field = i;
    draft.follows_field = true;
  }
  if (draft.mistake_at.empty()) draft.begins_at_top = true;
}

// One object, written in a place that is large enough from the start.
Secret AnswersOf(const ConnectDraft& draft) {
  std::size_t size = 2;
  for (const ConnectField& field : draft.fields) size += 2 * (field.question.key.size() + field.text.text().size()) + 8;
  std::string json;
  json.reserve(size);
  json += '{';
  for (const ConnectField& field : draft.fields) {
    if (!field.text.text().empty()) AppendJsonMember(json, field.question.key, field.text.text());
  }
  json += '}';
  return Secret(std::move(json));
}

struct ReportTaker {
  ConnectDraft& draft;
  const Catalogue& words;

  void operator()(const std::vector<ConnectPlatform>& platforms) const {
    draft.platforms = platforms;
    if (draft.step != ConnectStep::kChoose || draft.again.empty()) return;
    for (const ConnectPlatform& platform : draft.platforms) {
      if (platform.platform == draft.again_platform) return FillIn(draft, nullptr, platform);
    }
    draft.mistake = Explain(ErrorScene::kConnect, ErrorKind::kInternal, draft.again_platform, words);
  }
  void operator()(const Connected& connected) const {
    ForgetSecrets(draft);
    draft.kept.clear();
    draft.fields.clear();
    draft.done = connected;
    draft.step = ConnectStep::kDone;
  }
  void operator()(const ConnectFailure& failure) const {
    if (failure.kind == ErrorKind::kCancelled) {
      draft.mistake = {std::string(words.Text("connect.stopped")), {}};
      return StandAt(draft, {});
    }
    const bool is_not_installed = failure.is_of_ours && failure.kind == ErrorKind::kNotFound;
    draft.mistake = Explain(is_not_installed ? ErrorScene::kCollector : ErrorScene::kConnect, failure.kind, failure.text, words);
    StandAt(draft, failure.answer);
    if (draft.mistake_at.empty() || failure.kind != ErrorKind::kInvalidArgument) return;
    // Where it stands says which; its name says what.
    draft.mistake.sentence = words.Text(draft.mistake_at == kNameKey ? "connect.name_taken" : "connect.wrong_here");
    if (draft.mistake_at == kNameKey) draft.mistake.detail.clear();
  }
};

}  // namespace

bool NeedsNewAccess(const Inbox& inbox) {
  const auto& error = inbox.health.last_error;
  return inbox.active && inbox.health.state != InboxState::kOk && error && error->kind == ErrorKind::kReauthorize;
}

void OpenConnectForm(Ui& ui) {
  ConnectDraft& draft = ui.desk.connect;
  draft.again.clear();
  draft.again_platform.clear();
  Open(ui);
}

void OpenConnectAgain(Ui& ui, const Inbox& inbox) {
  ConnectDraft& draft = ui.desk.connect;
  draft.again = inbox.name;
  draft.again_platform = inbox.platform;
  draft.platforms.clear();
  Open(ui);
}

void ListPlatformsAgain(Ui& ui) { AskForPlatforms(ui); }

void ChoosePlatform(Ui& ui, const ConnectPlatform& platform) { FillIn(ui.desk.connect, &ui.snapshot, platform); }

void ChooseAnotherPlatform(Ui& ui) {
  ConnectDraft& draft = ui.desk.connect;
  KeepWhatWasTyped(draft);
  draft.again.clear();
  draft.again_platform.clear();
  draft.fields.clear();
  draft.platform.clear();
  draft.done = {};
  draft.mistake = {};
  draft.mistake_at.clear();
  draft.asks_to_leave = false;
  draft.step = ConnectStep::kChoose;
}

const ConnectPlatform* ChosenPlatform(const ConnectDraft& draft) {
  const auto found = std::find_if(draft.platforms.begin(), draft.platforms.end(),
                                  [&](const ConnectPlatform& platform) { return platform.platform == draft.platform; });
  return found == draft.platforms.end() ? nullptr : &*found;
}

void TryToConnect(Ui& ui) {
  ConnectDraft& draft = ui.desk.connect;
  if (draft.step != ConnectStep::kFill || draft.work == ConnectWork::kTrying || draft.asks_to_leave) return;
  if (const ConnectField* missing = FirstMissing(draft); missing != nullptr) {
    draft.mistake = {std::string(ui.T("connect.missing")), {}};
    return StandAt(draft, missing->question.key);
  }
  KeepWhatWasTyped(draft);
  ConnectOrder order;
  order.kind = ConnectOrder::Kind::kConnect;
  order.platform = draft.platform;
  order.again = draft.again;
  order.answers = AnswersOf(draft);
  Order(draft, std::move(order), ConnectWork::kTrying);
  draft.begins_at_top = true;
}

void StopConnecting(ConnectDraft& draft) {
  if (draft.work == ConnectWork::kNone) return;
  ConnectOrder stop;
  stop.kind = ConnectOrder::Kind::kStop;
  draft.orders.push_back(std::move(stop));
}

void LeaveConnectForm(Ui& ui) {
  ConnectDraft& draft = ui.desk.connect;
  if (draft.work == ConnectWork::kTrying) return StopConnecting(draft);
  if (draft.asks_to_leave) {
    draft.asks_to_leave = false;
  } else if (HoldsSecrets(draft)) {
    draft.asks_to_leave = true;
  } else {
    CloseConnectForm(ui);
  }
}

void CloseConnectForm(Ui& ui) {
  ConnectDraft& draft = ui.desk.connect;
  StopConnecting(draft);
  KeepWhatWasTyped(draft);
  ForgetSecrets(draft);
  draft.asks_to_leave = false;
  draft.work = ConnectWork::kNone;
  ++draft.number;  // what is still reported is of no interest
  CloseOverlay(ui);
}

void ForgetSecrets(ConnectDraft& draft) {
  for (ConnectField& field : draft.fields) {
    if (field.question.is_secret) field.text.Reset({});
    field.is_shown = false;
  }
}

bool HoldsSecrets(const ConnectDraft& draft) {
  return std::any_of(draft.fields.begin(), draft.fields.end(),
                     [](const ConnectField& field) { return field.question.is_secret && !field.text.text().empty(); });
}

std::vector<ConnectOrder> TakeConnectOrders(Desk& desk) { return std::exchange(desk.connect.orders, {}); }

void TakeConnectReport(Desk& desk, const ConnectReport& report, const Catalogue& words) {
  ConnectDraft& draft = desk.connect;
  if (report.number != draft.number || draft.work == ConnectWork::kNone) return;
  draft.work = ConnectWork::kNone;
  std::visit(ReportTaker{draft, words}, report.what);
}

}  // namespace replywatch
