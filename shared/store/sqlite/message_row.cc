#include "shared/store/sqlite/message_row.h"

#include "shared/store/sqlite/encode.h"

namespace replywatch::sqlite {

Message ReadMessage(Statement& st) {
  Message m;
  Item& item = m.item;
  st.Read(m.id);
  st.Read(m.inbox_id);
  item.source_id = st.Text();
  st.Read(m.conversation_id);
  st.Read(m.contact_id);
  item.root_source_id = st.Text();
  item.parent_source_id = st.Text();
  item.parent_author_id = st.Text();
  item.reply_target_id = st.Text();
  item.linked_source_id = st.Text();
  item.kind = st.Enum<MessageKind>();
  item.visibility = st.Enum<Visibility>();
  item.direction = st.Enum<Direction>();
  item.automatic = st.Bool();
  item.mentions_us = st.Bool();
  item.author.source_id = st.Text();
  item.author.name = st.Text();
  item.author.handle = st.Text();
  item.text = st.Text();
  item.attachments = DecodeAttachments(st.Text());
  if (const auto rating = st.OptInt()) item.rating = static_cast<int>(*rating);
  item.created_at = st.Time();
  item.edited_at = st.OptTime();
  m.fetched_at = st.Time();
  m.visible_at = st.Time();
  item.publication = st.Enum<Publication>();
  item.removed_by = st.Enum<RemovedBy>();
  m.removed_at = st.OptTime();
  item.permalink = st.Text();
  DecodeAbilities(st.Int(), item.abilities);
  const auto closes_at = st.OptTime();
  std::string mode = st.Text();
  if (closes_at) item.abilities.window = ReplyWindow{*closes_at, std::move(mode)};
  st.Read(m.agent_id);
  Classification& c = m.classification;
  c.language = st.Text();
  c.language_confidence = st.Real();
  c.problem = st.Real();
  c.question = st.Real();
  c.praise = st.Real();
  c.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
  c.urgency = st.Enum<Urgency>();
  c.no_answer = st.Enum<NoAnswerReason>();
  c.evidence = DecodeEvidence(st.Text());
  m.corrected = st.Bool();
  if (const auto together = st.OptInt()) m.together = Flags::FromBits(static_cast<std::uint16_t>(*together));
  if (const auto liked = st.OptInt()) item.liked = *liked != 0;
  return m;
}

}  // namespace replywatch::sqlite
