#include "collector/protocols/mail/quote_phrases.h"

namespace replywatch {

const std::vector<QuotePhrases>& AllQuotePhrases() {
  static const std::vector<QuotePhrases> kPhrases{
      {.language = "en",
       .attribution_starts = {"On"},
       .attribution_verbs = {"wrote", "writes"},
       .original_message = {"Original Message", "Original Mail", "Reply Message"},
       .from = {"From"},
       .sent = {"Sent", "Date"},
       .to = {"To"},
       .subject = {"Subject"}},
      {.language = "ro",
       .attribution_starts = {"În data", "În", "Pe", "La data", "La"},
       .attribution_verbs = {"a scris", "scrie"},
       .original_message = {"Mesaj original", "Mesajul original", "Mesajul inițial"},
       .from = {"De la", "Expeditor"},
       .sent = {"Trimis", "Data", "Dată"},
       .to = {"Către", "La", "Destinatar"},
       .subject = {"Subiect", "Subiectul"}},
      {.language = "pl",
       .attribution_starts = {"W dniu", "Dnia", "Wiadomość napisana przez"},
       .attribution_verbs = {"pisze", "napisał", "napisała", "napisał(a)", "napisana"},
       .original_message = {"Wiadomość oryginalna", "Oryginalna wiadomość", "Original message", "Pierwotna wiadomość"},
       .from = {"Od"},
       .sent = {"Wysłano", "Wysłane", "Data"},
       .to = {"Do"},
       .subject = {"Temat"}},
      {.language = "bg",
       .attribution_starts = {"На", "В"},
       .attribution_verbs = {"написа", "написал", "пише"},
       .original_message = {"Оригинално съобщение", "Оригинално писмо", "Първоначално съобщение"},
       .from = {"От"},
       .sent = {"Изпратено", "Изпратен", "Дата"},
       .to = {"До"},
       .subject = {"Относно", "Тема"}},
      {.language = "de",
       .attribution_starts = {"Am"},
       .attribution_verbs = {"schrieb"},
       .original_message = {"Ursprüngliche Nachricht", "Originalnachricht", "Original-Nachricht"},
       .from = {"Von"},
       .sent = {"Gesendet", "Datum"},
       .to = {"An"},
       .subject = {"Betreff"}},
      {.language = "hu",
       .attribution_starts = {},
       .attribution_verbs = {"írta", "ezt írta"},
       .original_message = {"Eredeti üzenet", "Eredeti levél"},
       .from = {"Feladó"},
       .sent = {"Elküldve", "Küldve", "Dátum"},
       .to = {"Címzett"},
       .subject = {"Tárgy"}},
  };
  return kPhrases;
}

}  // namespace replywatch
