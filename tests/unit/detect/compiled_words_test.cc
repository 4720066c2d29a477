// The words that the model file holds compiled: those of the data folder as it is, and never instead of a file that has changed.
#include "shared/detect/compiled_words.h"

#include <gtest/gtest.h>

#include "shared/base/file.h"
#include "shared/detect/trained_model.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

const std::filesystem::path kData = RW_TEST_CONFIG_DIR;

std::unique_ptr<const TrainedModel> ShippedModel() {
  auto model = TrainedModel::Load(kData / "model" / kModelFile);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().text);
  return *std::move(model);
}

Result<Lexicon> WithModel(const std::filesystem::path& languages, const TrainedModel& model) {
  return Lexicon::Load(languages, model.compiled_words(), model.info().classes);
}

// What is found in a text, in words.
std::vector<std::string> Found(const Lexicon& lexicon, const std::string& text) {
  FoldedText folded;
  FoldInto(text, folded);
  std::vector<WordMatch> words;
  lexicon.lists().FindMatches(folded, words);
  std::vector<std::string> found;
  for (const WordMatch& match : words)
    found.push_back(std::to_string(match.first) + " list " + std::to_string(match.id) + " " +
                    std::to_string(static_cast<int>(match.entry.word_class)));
  std::vector<ClassMatch> classes;
  lexicon.classes().Find(folded, std::nullopt, classes);
  for (const ClassMatch& match : classes)
    found.push_back(std::to_string(match.first) + " " + lexicon.classes().languages()[match.language] + " " +
                    lexicon.classes().names()[match.class_id]);
  return found;
}

// Otherwise: replywatch-collector train.
TEST(CompiledWords, OfTheShippedModelAreThoseOfTheDataFolder) {
  const auto model = ShippedModel();
  auto read = Lexicon::Load(kData / "languages");
  ASSERT_TRUE(read.ok()) << read.error().text;
  std::map<std::string, std::string> bytes;
  CompiledWordsByName fresh;
  read->lists().Compile(bytes, fresh);
  read->classes().Compile(bytes, fresh);
  ASSERT_EQ(model->compiled_words().size(), fresh.size());
  for (const auto& [name, words] : fresh) {
    const auto shipped = model->compiled_words().find(name);
    ASSERT_NE(shipped, model->compiled_words().end()) << name;
    EXPECT_EQ(shipped->second.source_crc, words.source_crc) << name;
    EXPECT_TRUE(shipped->second.bytes == words.bytes) << name;
  }
}

TEST(CompiledWords, FindTheSameAsTheFiles) {
  const auto model = ShippedModel();
  auto read = Lexicon::Load(kData / "languages");
  auto compiled = WithModel(kData / "languages", *model);
  ASSERT_TRUE(read.ok() && compiled.ok());
  for (const char* text :
       {"third week and the parcel is still delayed, nobody answers", "vreau banii înapoi, nu îmi răspunde nimeni",
        "paczka spóźnia się już tydzień", "много съм доволна, благодаря"}) {
    EXPECT_FALSE(Found(*read, text).empty());
    EXPECT_EQ(Found(*compiled, text), Found(*read, text));
  }
}

TEST(CompiledWords, AChangedFileIsReadInstead) {
  const auto model = ShippedModel();
  const TempFolder folder;
  std::filesystem::copy(kData / "languages", folder.path() / "languages", std::filesystem::copy_options::recursive);
  const std::filesystem::path words = folder.path() / "languages/en/words.json";
  const std::filesystem::path classes = folder.path() / "languages/en/classes.json";
  for (const auto& [file, section, entry] : {std::tuple(words, "\"problem\": [", R"({"t":"glimflorp","w":1},)"),
                                             std::tuple(classes, "\"delay\": [", R"("brabbelzork",)")}) {
    std::string text = *ReadFile(file, 16U << 20U);
    const std::size_t at = text.find(section);
    ASSERT_NE(at, std::string::npos) << file;
    ASSERT_TRUE(WriteFileAtomically(file, text.insert(at + std::string(section).size(), entry)).ok());
  }
  const auto changed = WithModel(folder.path() / "languages", *model);
  ASSERT_TRUE(changed.ok()) << changed.error().text;
  EXPECT_EQ(Found(*changed, "glimflorp brabbelzork").size(), 2U);
  EXPECT_TRUE(Found(*WithModel(kData / "languages", *model), "glimflorp brabbelzork").empty());
}

}  // namespace
}  // namespace replywatch
