// Compound columns: capabilities, attachments and evidence as text. What cannot be
// read back becomes empty, never an error: these columns decorate.
#pragma once

#include <string>
#include <vector>

#include "shared/model/capabilities.h"
#include "shared/model/classification.h"
#include "shared/model/item.h"

namespace replywatch::sqlite {

std::string EncodeCapabilities(const Capabilities& capabilities);
Capabilities DecodeCapabilities(const std::string& text);

std::string EncodeAttachments(const std::vector<Attachment>& attachments);
std::vector<Attachment> DecodeAttachments(const std::string& text);

std::string EncodeEvidence(const std::vector<Evidence>& evidence);  // "begin,end,flag;…"
std::vector<Evidence> DecodeEvidence(const std::string& text);

std::string EncodeWords(const std::vector<std::string>& words);  // separated by one space; words have none
std::vector<std::string> DecodeWords(const std::string& text);

std::int64_t EncodeAbilities(const ItemAbilities& abilities);  // bits; the window has columns of its own
void DecodeAbilities(std::int64_t bits, ItemAbilities& abilities);

}  // namespace replywatch::sqlite
