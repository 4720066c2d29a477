#include "tests/support/demo_store.h"

#include <functional>
#include <map>
#include <vector>

#include "shared/actions/new_key.h"
#include "shared/actions/sla_keeper.h"
#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"
#include "shared/rules/alert_steps.h"

namespace replywatch::testing {
namespace {

struct Line {
  const char* inbox;  // "social", "pages" or "blog"
  const char* person;
  int minutes_ago;
  Visibility where;
  const char* text;
  const char* post = "";  // root of a public one
  int rating = 0;
  bool picture = false;
};

constexpr auto kPublic = Visibility::kPublic;
constexpr auto kPrivate = Visibility::kPrivate;

const std::vector<Line>& Lines() {
  static const std::vector<Line> kLines{
      {"pages", "Diana Anghel", 4400, kPublic, "Mulțumesc pentru rochie, e exact ca în poză! ❤️", "Colecția de toamnă"},
      {"pages", "Diana Anghel", 1810, kPrivate,
       "Bună ziua! Comanda 20-1187 trebuia să vină pe 23, apoi pe 26. Curierul spune că nu a primit coletul complet de la "
       "dumneavoastră."},
      {"pages", "Diana Anghel", 372, kPrivate, "Aparatele nu au ajuns și acum nu mai scrie nimic în „Comenzile mele”."},
      {"pages", "Diana Anghel", 24, kPrivate, "Îmi spune cineva ceva? Văd că sunteți online 🟢"},
      {"social", "Paweł Wójcik", 220, kPublic,
       "trzeci tydzien czekam na paczke, sprawa trafi do rzecznika konsumentow. To skandal!", "Nowe świece na jesień"},
      {"social", "Георги Илиев", 52, kPublic, "Получих 43 номер вместо 42, какво правим? 😕", "Есенна колекция обувки"},
      {"pages", "Joan Miller", 47, kPrivate, "Do you ship to Ireland, and how long does it take?"},
      {"blog", "Alina Marin", 21, kPublic, "mai aveti pe stoc rochia verde marimea M?", "Rochii de vară"},
      {"pages", "Marta Kowal", 18, kPublic, "Pięknie zapakowane, dziękuję! ❤️ Córka zachwycona 😍🎁",
       "Nowe świece na jesień"},
      {"social", "Весела Димова", 9, kPrivate, "blagodarq vi, 4udesni ste!"},
      {"social", "Radu Stan", 4, kPublic, "Se poate plati si in rate?", "Promoția săptămânii"},
      {"social", "Tomek Nowak", 2, kPublic, "ma ktos ten model? warto?", "Nowe świece na jesień"},
      {"blog", "Ioana Petrescu", 300, kPublic, "S-a rupt cureaua după două zile. Foarte dezamăgită, vreau banii înapoi.",
       "Genți din piele", 1, true},
      {"blog", "Mihai Dobre", 900, kPublic, "", "Genți din piele", 1},
      {"blog", "Anna Zielińska", 2600, kPublic, "Jakość super, polecam każdemu.", "Torby skórzane", 5},
      {"pages", "Krzysztof Lis", 640, kPrivate, "Pobrało mi płatność dwukrotnie, 2 × 129 zł. Zamówienie jedno. Proszę o zwrot."},
      {"pages", "Katarzyna Wrońska", 1500, kPrivate,
       "Dzień dobry, paczka miała być w poniedziałek, jest czwartek. Śledzenie stoi w miejscu od trzech dni."},
      {"pages", "Katarzyna Wrońska", 480, kPublic,
       "Śliczne świece, szkoda tylko, że moje od tygodnia nie dotarły, a na prywatne wiadomości nikt nie odpisuje.",
       "Nowe świece na jesień"},
      {"social", "Стоян Петров", 130, kPublic, "Кога ще има 44 номер?", "Есенна колекция обувки"},
      {"social", "Мария Колева", 75, kPrivate,
       "Пратката пристигна счупена, снимката е тук. Ще се обадя в КЗП, ако не отговорите.", "", 0, true},
      {"social", "Elena Ionescu", 33, kPublic, "Super produse, recomand cu drag! 👏👏", "Promoția săptămânii"},
      {"social", "Vlad M.", 15, kPublic, "🔥🔥🔥", "Promoția săptămânii"},
      {"pages", "Andrei Rusu", 95, kPrivate, "Bună, pot schimba mărimea la comanda 4417? Am luat M și am nevoie de L."},
      {"pages", "Gabriela Nistor", 260, kPrivate,
       "Nici azi nu a venit curierul. Am stat acasă degeaba toată ziua. Dacă nu primesc până mâine, depun plângere la ANPC."},
      {"blog", "Petya", 55, kPublic, "Zdraveite, kolko struva dostavkata do Varna?", "Есенна колекция обувки"},
      {"social", "Oliwia Mazur", 11, kPublic, "Czy ten sweter gryzie? 🧶", "Swetry"},
      {"pages", "Bogdan Ene", 3200, kPrivate, "Factura pe firmă, vă rog, pentru comanda de ieri."},
      {"social", "Ewa 👩‍👧 Sikora", 140, kPublic, "Dziękuję za szybką wysyłkę 🇵🇱💚 Jesteście najlepsi!", "Swetry"},
      {"social", "x_x_ANONIM_x_x", 190, kPublic,
       "Z̷̢̛a̸̧͠l̶̨͝g̵̡̕o̴̢͘ t̵̛e̸͝x̶̕t̴͘ \u202Egnorw eht yaw\u202C "
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
       "aa",
       "Promoția săptămânii"},
      {"blog", "Sorin Vasile", 70, kPublic, "Nu funcționează codul de reducere TOAMNA10, îmi zice că e expirat. De ce?",
       "Promoția săptămânii"},
      {"pages", "Ralitsa Georgieva", 405, kPrivate, "Искам да върна обувките, малки са ми. Как става?"},
      {"pages", "Zofia Krawczyk", 28, kPublic, "Świetna obsługa, pani Ioana rozwiązała wszystko w godzinę!", "Swetry"},
      {"social", "Cristina Dumitru", 1300, kPublic, "Am primit alt produs decât cel comandat.", "Promoția săptămânii"},
      {"pages", "Lucian Matei", 7, kPrivate, "Ok, aștept. Mulțumesc!"},
      {"blog", "Teodora", 36, kPublic, "Много красиви снимки!", "Есенна колекция обувки"},
      {"social", "Adam Górski", 85, kPrivate, "Zamówienie 8812: przyszła tylko połowa. Gdzie jest reszta?"},
      {"social", "Simona Radu", 44, kPublic, "@Corina Vasilache uite-o pe cea de care ți-am zis", "Colecția de toamnă"},
      {"pages", "Nadia Stoyanova", 160, kPrivate, "Моля, кажете кога ще получа парите си. Обещахте до петък."},
      {"blog", "Held Person", 66, kPublic, "Prima mea comandă la voi, cât durează livrarea?", "Rochii de vară"},
      {"social", "Removed Person", 110, kPublic, "Am fost mințit, produsul e second hand!", "Promoția săptămânii"},
      {"social", "Edited Person", 125, kPublic, "Produsul a venit zgâriat. Ce facem?", "Promoția săptămânii"},
  };
  return kLines;
}

struct Cast {
  std::map<std::string, InboxId> inboxes;
  AgentId ioana;
  AgentId mihai;
  std::map<std::string, ConversationId> conversations;  // by person: the newest
  std::map<std::string, ConversationId> talks;          // by person: the private one
  std::map<std::string, MessageId> messages;            // by person: the newest
};

Status AddInboxes(Session& session, Timestamp now, Cast& cast) {
  const struct {
    const char* name;
    const char* display;
    bool approves;
    std::int64_t limit;
  } kInboxes[] = {{"pages", "Facebook", false, 8000}, {"social", "Mastodon", false, 500}, {"blog", "WordPress", true, 0}};
  for (const auto& spec : kInboxes) {
    Inbox inbox;
    inbox.name = spec.name;
    inbox.platform = spec.name;
    inbox.display_name = spec.display;
    inbox.account_id = "shop";
    inbox.account_name = "Atelier";
    inbox.capabilities.reply_public = true;
    inbox.capabilities.reply_private = !spec.approves;
    inbox.capabilities.approve = spec.approves;
    inbox.capabilities.like = !spec.approves;
    inbox.capabilities.public_length = {spec.limit, LengthUnit::kCodePoints, 0, false, 0};
    inbox.capabilities.private_length = inbox.capabilities.public_length;
    if (spec.limit == 500) inbox.capabilities.public_prefix = inbox.capabilities.private_prefix = "@{handle} ";
    RW_ASSIGN_OR_RETURN(cast.inboxes[spec.name], session.inboxes().Put(inbox));
    InboxHealth health;
    health.last_success = now - Duration::Seconds(4);
    if (spec.approves) {
      health.state = InboxState::kBlind;
      health.blind_since = now - Duration::Minutes(40);
      health.last_error =
          InboxError{ErrorKind::kReauthorize, "the site refuses the application password; make a new one under Users > Profile"};
    }
    RW_RETURN_IF_ERROR(session.inboxes().SetHealth(cast.inboxes[spec.name], health));
  }
  return session.inboxes().SetBeat({true, now - Duration::Hours(9), now - Duration::Seconds(4), 1});
}

Status AddAgents(Session& session, Cast& cast) {
  RW_ASSIGN_OR_RETURN(cast.ioana, session.staff().Put({{}, "Ioana Pop", AgentRole::kSupervisor, "ioana@atelier.example", true}));
  RW_ASSIGN_OR_RETURN(cast.mihai, session.staff().Put({{}, "Mihai Toma", AgentRole::kAgent, "mihai@atelier.example", true}));
  return {};
}

Message MessageOf(const Line& line, InboxId inbox, std::size_t number, Timestamp now) {
  Message m;
  m.inbox_id = inbox;
  Item& i = m.item;
  i.source_id = "demo-" + std::to_string(number);
  i.root_source_id = line.where == kPrivate ? std::string("talk-") + line.person : std::string("post-") + line.post;
  i.root_title = line.where == kPrivate ? "" : line.post;
  i.kind = line.rating > 0 ? MessageKind::kReview : line.where == kPrivate ? MessageKind::kPrivate : MessageKind::kComment;
  i.visibility = line.where;
  i.author = {std::string("id-") + line.person, line.person, "user" + std::to_string(number),
              "https://social.example/@user" + std::to_string(number), ""};
  i.text = line.text;
  if (line.rating > 0) i.rating = line.rating;
  if (line.picture) i.attachments.push_back({AttachmentKind::kImage, "https://social.example/photo.jpg", "produsul rupt"});
  i.created_at = now - Duration::Minutes(line.minutes_ago);
  i.permalink = "https://social.example/comments/" + std::to_string(number);
  i.root_permalink = line.where == kPrivate ? "" : "https://social.example/posts/1";
  i.abilities.reply_public = line.where == kPublic;
  i.abilities.reply_private = std::string_view(line.inbox) != "blog";
  i.abilities.like = line.where == kPublic && std::string_view(line.inbox) != "blog";
  i.abilities.approve = std::string_view(line.inbox) == "blog";
  if (std::string_view(line.person) == "Held Person") i.publication = Publication::kHeld;
  m.visible_at = i.created_at;
  m.fetched_at = i.created_at + Duration::Seconds(20);
  return m;
}

Status AddLine(Session& session, const Classifier& classifier, const Line& line, std::size_t number, Timestamp now, Cast& cast) {
  Message m = MessageOf(line, cast.inboxes.at(line.inbox), number, now);
  m.classification = classifier.Classify(m.item.text);
  if (m.item.rating && *m.item.rating <= 2) m.classification.flags.Set(Flag::kProblem);
  RW_ASSIGN_OR_RETURN(m.contact_id,
                      session.contacts().Resolve(m.inbox_id, m.item.author, m.item.created_at, m.classification.language));
  const ThreadInfo thread{m.inbox_id, m.item.root_source_id, m.item.visibility, m.item.root_title, m.item.root_permalink};
  RW_ASSIGN_OR_RETURN(m.conversation_id, session.conversations().Resolve(thread, m.contact_id, m.item.created_at));
  RW_RETURN_IF_ERROR(session.conversations().Touch(m.conversation_id, m.item.created_at));
  RW_ASSIGN_OR_RETURN(m.id, session.messages().Insert(m));
  cast.conversations[line.person] = m.conversation_id;
  if (line.where == kPrivate) cast.talks[line.person] = m.conversation_id;
  cast.messages[line.person] = m.id;
  return WaitsAfterInsert(session, m);
}

Status AddAnswer(Session& session, const Cast& cast, const std::string& person, const std::string& text, Timestamp at) {
  RW_ASSIGN_OR_RETURN(const std::optional<Message> target, session.messages().Get(cast.messages.at(person)));
  Message m = *target;
  m.id = {};
  m.item.source_id += "-answer";
  m.item.parent_source_id = target->item.source_id;
  m.item.direction = Direction::kOutgoing;
  m.item.author = {"shop", "Atelier", "atelier", "", ""};
  m.item.text = text;
  m.item.attachments.clear();
  m.item.rating.reset();
  m.item.created_at = m.visible_at = at;
  m.fetched_at = at;
  m.classification = {};
  m.agent_id = cast.ioana;
  RW_ASSIGN_OR_RETURN(m.id, session.messages().Insert(m));
  return WaitsAfterInsert(session, m);
}

Status Change(Session& session, const Cast& cast, const std::string& person, Timestamp now,
              const std::function<void(Message&)>& change) {
  RW_ASSIGN_OR_RETURN(std::optional<Message> message, session.messages().Get(cast.messages.at(person)));
  change(*message);
  RW_RETURN_IF_ERROR(session.messages().Update(*message, now));
  return WaitsAfterChange(session, message->conversation_id);
}

Status AddStuckReply(Session& session, const Cast& cast, const std::string& person, OutboundState state, const std::string& text,
                     const Error& error) {
  RW_ASSIGN_OR_RETURN(const std::optional<Message> target, session.messages().Get(cast.messages.at(person)));
  OutboundMessage reply;
  reply.target = target->id;
  reply.conversation_id = target->conversation_id;
  reply.inbox_id = target->inbox_id;
  reply.agent_id = cast.ioana;
  reply.visibility = target->item.visibility;
  reply.text = text;
  reply.state = state;
  reply.idempotency_key = NewKey();
  reply.attempts = 1;
  reply.created_at = target->item.created_at + Duration::Minutes(1);
  reply.first_attempt_at = reply.created_at;
  reply.error = error.kind;
  reply.error_text = error.text;
  reply.seen_message = target->id;
  return session.outbox().Add(reply).status();
}

Status AddLife(Session& session, const Cast& cast, Timestamp now) {
  RW_RETURN_IF_ERROR(AddAnswer(session, cast, "Bogdan Ene", "Bună, Bogdan! Factura e atașată în e-mail. Mulțumim și o zi bună!",
                               now - Duration::Minutes(3100)));
  RW_RETURN_IF_ERROR(
      session.conversations().Link(cast.conversations.at("Katarzyna Wrońska"), cast.talks.at("Katarzyna Wrońska")));
  RW_RETURN_IF_ERROR(AddNote(session, {cast.mihai, now - Duration::Minutes(1700)}, cast.conversations.at("Diana Anghel"),
                             "Depozitul confirmă: mașina de spălat pleacă abia luni."));
  RW_RETURN_IF_ERROR(Assign(session, {cast.ioana, now}, cast.conversations.at("Paweł Wójcik"), cast.mihai, ""));
  RW_RETURN_IF_ERROR(Assign(session, {cast.ioana, now}, cast.conversations.at("Георги Илиев"), cast.ioana, ""));
  RW_RETURN_IF_ERROR(Assign(session, {cast.ioana, now}, cast.conversations.at("Мария Колева"), cast.ioana, ""));
  RW_RETURN_IF_ERROR(Snooze(session, {cast.mihai, now}, cast.conversations.at("Стоян Петров"), now + Duration::Hours(20)));
  RW_RETURN_IF_ERROR(Change(session, cast, "Removed Person", now, [&](Message& m) {
    m.item.publication = Publication::kRemoved;
    m.item.removed_by = RemovedBy::kAuthor;
    m.removed_at = now - Duration::Minutes(30);
  }));
  RW_RETURN_IF_ERROR(Change(session, cast, "Edited Person", now - Duration::Minutes(60), [&](Message& m) {
    m.item.text = "Produsul a venit zgâriat și fără încărcător. Ce facem?";
    m.item.edited_at = now - Duration::Minutes(60);
  }));
  RW_RETURN_IF_ERROR(Change(session, cast, "Vlad M.", now, [](Message& m) { m.item.liked = true; }));
  RW_RETURN_IF_ERROR(AddStuckReply(
      session, cast, "Cristina Dumitru", OutboundState::kUncertain,
      "Bună, Cristina! Ne pare rău pentru greșeală, produsul corect pleacă azi.",
      MakeError(ErrorKind::kUnknownOutcome, "the connection broke while sending; look on the platform whether it arrived")));
  RW_RETURN_IF_ERROR(AddStuckReply(
      session, cast, "Adam Górski", OutboundState::kFailed, "Dzień dobry, Adam! Przepraszamy, druga paczka wyszła dzisiaj.",
      MakeError(ErrorKind::kPermission, "the token may not write private messages; renew it with the scope write:statuses")));
  RW_RETURN_IF_ERROR(
      session.staff().SaveDraft({cast.conversations.at("Diana Anghel"), cast.ioana, "private",
                                 "Bună ziua, Diana! Vă mulțumim că ne-ați scris și ne cerem scuze că ați așteptat. Mașina de "
                                 "spălat pleacă luni, iar restul comenzii "
                                 "ajunge mâine. Eu mă ocup de comanda dumneavoastră până la capăt: Ioana Pop, 0721 000 111.",
                                 now}));
  return {};
}

// As the collector's pass would.
Status OpenDueAlerts(Session& session, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::vector<DueSubject> due, session.alerts().DueSubjects(now, 12));
  for (const DueSubject& subject : due) {
    Alert alert;
    alert.kind = subject.flags.Has(Flag::kThreat) ? AlertKind::kThreat : subject.kind;
    alert.step = StepAt(subject.sla, now).value_or(AlertStep::kOwner);
    alert.subject_id = subject.subject_id;
    alert.conversation_id = subject.conversation_id;
    alert.inbox_id = subject.inbox_id;
    alert.facts =
        "since=" + std::to_string(subject.started_at.ms) + " due=" + std::to_string(subject.sla.due_at.value_or(now).ms);
    alert.opened_at = now;
    RW_RETURN_IF_ERROR(session.alerts().Open(alert).status());
  }
  return {};
}

}  // namespace

Status FillDemoStore(Store& store, const Classifier& classifier, Timestamp now) {
  RW_RETURN_IF_ERROR(store.Write([&](Session& session) -> Status {
    Cast cast;
    RW_RETURN_IF_ERROR(AddInboxes(session, now, cast));
    RW_RETURN_IF_ERROR(AddAgents(session, cast));
    std::size_t number = 0;
    for (const Line& line : Lines()) RW_RETURN_IF_ERROR(AddLine(session, classifier, line, ++number, now, cast));
    return AddLife(session, cast, now);
  }));
  SlaPolicy within_an_hour;
  within_an_hour.first_response = Duration::Hours(1);
  within_an_hour.next_response = Duration::Hours(1);
  within_an_hour.problem_factor = 1;
  RW_RETURN_IF_ERROR(ComputeStaleClocks(store, SlaKeeper({within_an_hour}, {})));
  return store.Write([&](Session& session) { return OpenDueAlerts(session, now); });
}

std::string DemoSettings(const std::string& database) {
  return R"({ "database": ")" + database + R"(",
  "shop": { "name": "Atelier Ceramică", "time_zone": "Europe/Bucharest", "languages": ["ro", "pl", "bg", "en"],
            "responsible": { "name": "Ioana Pop", "email": "ioana@atelier.example", "phone": "0721 000 111" } },
  "agents": [ { "name": "Ioana Pop", "role": "supervisor" }, { "name": "Mihai Toma", "role": "agent" } ],
  "inboxes": [],
  "targets": [ { "match": { "flag": "problem" }, "first_response": "1h" }, { "match": {}, "first_response": "1h" } ] }
)";
}

}  // namespace replywatch::testing
