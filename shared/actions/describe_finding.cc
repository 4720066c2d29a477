#include "shared/actions/reply_desk.h"

namespace replywatch {

std::string DescribeFinding(const ReplyFinding& finding) {
  switch (finding.rule) {
    case ReplyRule::kEmpty: return "the reply is empty; write something first";
    case ReplyRule::kTooLong:
      return "too long by " + std::to_string(finding.value) + " " + finding.words + " (at most " + std::to_string(finding.limit) +
             "); shorten it";
    case ReplyRule::kWindowClosed:
      return "the platform took answers only until " + FormatRfc3339({finding.value}) + "; reach the person another way";
    case ReplyRule::kTargetGone: return "the message was removed on the platform; there is nothing left to answer";
    case ReplyRule::kCannotReply: return "this message cannot be answered this way; try the other of public and private";
    case ReplyRule::kWrittenHere:
      return "nothing is sent here; call back, then write down what was said: replywatch-collector phone --outgoing";
    case ReplyRule::kSameTextJustSent:
      return "the same text was sent here at " + FormatRfc3339({finding.value}) + "; change it or leave it";
    case ReplyRule::kAnsweredMeanwhile:
      return "somebody answered meanwhile; read that answer first, then send again or drop this one";
    case ReplyRule::kNewMessageMeanwhile: return "a new message arrived meanwhile; read it first, then send again";
    case ReplyRule::kLinkOnly: return "hardly more than a link; answer first, link second";
    case ReplyRule::kEvasive: return "\"" + finding.words + "\" sounds evasive; say what happens next and when";
    case ReplyRule::kBlame: return "\"" + finding.words + "\" blames somebody else; the person bought from you";
    case ReplyRule::kNoThanks: return "no thanks in it; a comment is an effort made for you";
    case ReplyRule::kNoApology: return "a problem without an apology; say that you are sorry";
    case ReplyRule::kNoOfferOfHelp: return "no offer of further help; close by offering it";
    case ReplyRule::kNoName: return "without the person's name (" + finding.words + ")";
    case ReplyRule::kCopiedText: return "nearly the same as an earlier reply; make it this person's own";
    case ReplyRule::kWrongLanguage: return "not in the person's language (" + finding.words + ")";
  }
  return "";
}

}  // namespace replywatch
