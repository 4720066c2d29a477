// train, evaluate and learn: making the detector's model, measuring one, and fitting it to a shop.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "collector/commands/command.h"
#include "collector/commands/json_output.h"
#include "collector/learner.h"
#include "collector/training/judge.h"
#include "collector/training/measure.h"
#include "collector/training/train.h"
#include "shared/base/file.h"
#include "shared/base/fold.h"
#include "shared/detect/examples.h"
#include "shared/detect/verdict.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kWorstShown = 5;
constexpr std::size_t kFewestWords = 3;  // of a text whose language counts

struct TrainOptions {
  std::string extra;
  std::string out;
};

struct EvaluateOptions {
  std::string model;
  std::string examples;
  std::size_t folds = 0;
  std::size_t worst = kWorstShown;
  bool json = false;
  bool known_language = false;
  bool plain = false;
};

Status RunTrain(const TrainOptions& options) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(TrainingSet set, LoadTrainingSet(data / "languages"));
  if (!options.extra.empty()) RW_RETURN_IF_ERROR(AddExtraSets(options.extra, set));
  RW_ASSIGN_OR_RETURN(const Lexicon lexicon, Lexicon::Load(data / "languages"));
  TrainingOptions how;
  RW_ASSIGN_OR_RETURN(how.shifts, BalancedShifts(set, lexicon, how));
  RW_ASSIGN_OR_RETURN(const std::string bytes, TrainModel(set, lexicon, how));
  RW_RETURN_IF_ERROR(TrainedModel::FromBytes(bytes, "the new model").status());  // what cannot be read never replaces what can
  const std::filesystem::path out = options.out.empty() ? data / "model" / kModelFile : std::filesystem::path(options.out);
  RW_RETURN_IF_ERROR(WriteFileAtomically(out, bytes));
  std::cout << out.string() << ": " << bytes.size() << " bytes, from " << set.labelled.size() << " labelled messages and "
            << set.spoken.size() << " texts of which only the language counts\n";
  for (const ModelInfo::Source& source : set.sources) std::cout << "  " << source.name << ": " << source.examples << "\n";
  return {};
}

struct Judged {
  std::vector<LabelledText> texts;
  std::vector<JudgedText> judged;
};

Result<Judged> JudgeAll(const EvaluateOptions& options) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const Lexicon lexicon, Lexicon::Load(data / "languages"));
  Judged all;
  if (options.folds > 0) {
    RW_ASSIGN_OR_RETURN(const TrainingSet set, LoadTrainingSet(data / "languages"));
    RW_ASSIGN_OR_RETURN(all.judged, CrossJudge(set, lexicon, {}, options.folds, /*balanced=*/true));
    all.texts = set.labelled;
    return all;
  }
  const std::filesystem::path examples =
      options.examples.empty() ? data / "model" / "held_out" : std::filesystem::path(options.examples);
  RW_ASSIGN_OR_RETURN(all.texts, LoadMeasuredTexts(examples));
  for (LabelledText& text : all.texts) text.text = options.plain ? FoldForSearch(text.text) : text.text;
  const std::filesystem::path file = options.model.empty() ? data / "model" / kModelFile : std::filesystem::path(options.model);
  RW_ASSIGN_OR_RETURN(const auto model, TrainedModel::Load(file));
  RW_RETURN_IF_ERROR(CheckClasses(*model, lexicon.classes(), file.string()));
  all.judged = JudgeTexts(*model, lexicon, all.texts, options.known_language);
  return all;
}

std::vector<std::string> LanguagesOf(const std::vector<LabelledText>& texts) {
  std::vector<std::string> languages;
  for (const LabelledText& text : texts) {
    if (std::find(languages.begin(), languages.end(), text.language) == languages.end()) languages.push_back(text.language);
  }
  return languages;
}

Json FiguresJson(const Figures& f) {
  return {{"accuracy", f.accuracy},
          {"precision", f.precision},
          {"recall", f.recall},
          {"f1", f.f1},
          {"macro_f1", f.macro_f1},
          {"auc", f.auc},
          {"calibration_error", f.calibration_error},
          {"hits", f.hits},
          {"false_alarms", f.false_alarms},
          {"misses", f.misses},
          {"rest", f.rest}};
}

// Of texts with at least kFewestWords words; texts in other scripts count as they are.
Json LanguageJson(const Judged& all, const std::string& language) {
  std::size_t count = 0;
  std::size_t right = 0;
  std::size_t unsure = 0;
  FoldedText folded;
  for (std::size_t i = 0; i < all.texts.size(); ++i) {
    if (all.texts[i].language != language) continue;
    FoldInto(all.texts[i].text, folded);
    if (folded.tokens.size() < kFewestWords) continue;
    ++count;
    right += all.judged[i].language == language ? 1 : 0;
    unsure += all.judged[i].language.empty() ? 1 : 0;
  }
  return {{"count", count},
          {"right", count == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(count)},
          {"unsure", unsure},
          {"wrong", count - right - unsure}};
}

// The mistakes of which the model was surest.
Json WorstJson(const Judged& all, const std::string& language, std::size_t head, std::size_t most) {
  std::vector<std::pair<double, std::size_t>> worst;
  for (std::size_t i = 0; i < all.texts.size(); ++i) {
    const double p = all.judged[i].probabilities.at(head);
    const bool truth = all.texts[i].labels.at(head);
    if (all.texts[i].language == language && (p >= kFlagThreshold) != truth) worst.emplace_back(-std::abs(p - kFlagThreshold), i);
  }
  std::sort(worst.begin(), worst.end());
  worst.resize(std::min(worst.size(), most));
  Json out = Json::array();
  for (const auto& [unused, i] : worst)
    out.push_back({{"text", all.texts[i].text},
                   {"probability", all.judged[i].probabilities.at(head)},
                   {"label", bool{all.texts[i].labels.at(head)}}});
  return out;
}

Json EvaluationJson(const Judged& all, std::size_t worst_shown) {
  Json out;
  for (const std::string& language : LanguagesOf(all.texts)) {
    Json& of = out[language];
    for (std::size_t head = 0; head < kHeads; ++head) {
      std::vector<Judgement> judgements;
      for (std::size_t i = 0; i < all.texts.size(); ++i) {
        if (all.texts[i].language == language)
          judgements.push_back({all.judged[i].probabilities.at(head), all.texts[i].labels.at(head)});
      }
      Json& figures = of[std::string(kExampleLabelNames.at(head))] = FiguresJson(Measure(judgements, kFlagThreshold));
      figures["worst"] = WorstJson(all, language, head, worst_shown);
      of["count"] = judgements.size();
    }
    of["language"] = LanguageJson(all, language);
  }
  return out;
}

void PrintEvaluation(const Json& json) {
  std::cout << std::fixed << std::setprecision(3);
  std::cout << "language  count  head       macro-F1     F1  precision  recall  accuracy    AUC  calibration  hits  alarms  "
               "misses   rest\n";
  for (const auto& [language, of] : json.items()) {
    for (std::size_t head = 0; head < kHeads; ++head) {
      const std::string name(kExampleLabelNames.at(head));
      const Json& f = of[name];
      const auto figure = [&](const char* key, int width) { std::cout << std::setw(width) << f[key].get<double>(); };
      std::cout << std::left << std::setw(10) << language << std::right << std::setw(5) << of["count"].get<int>() << "  "
                << std::left << std::setw(9) << name << std::right;
      figure("macro_f1", 10), figure("f1", 7), figure("precision", 11), figure("recall", 8), figure("accuracy", 10),
          figure("auc", 7), figure("calibration_error", 13);
      std::cout << std::setw(6) << f["hits"].get<int>() << std::setw(8) << f["false_alarms"].get<int>() << std::setw(8)
                << f["misses"].get<int>() << std::setw(7) << f["rest"].get<int>() << "\n";
    }
    const Json& spoken = of["language"];
    std::cout << std::left << std::setw(10) << language << std::right << "language of " << spoken["count"].get<int>()
              << " texts of three words or more: " << spoken["right"].get<double>() << " right, " << spoken["unsure"].get<int>()
              << " unsure, " << spoken["wrong"].get<int>() << " wrong\n";
  }
  for (const auto& [language, of] : json.items()) {
    for (std::size_t head = 0; head < kHeads; ++head) {
      const std::string name(kExampleLabelNames.at(head));
      std::cout << "\nWorst mistakes, " << language << ", " << name << ":\n";
      for (const Json& mistake : of[name]["worst"]) {
        std::string text = mistake["text"].get<std::string>();
        std::replace(text.begin(), text.end(), '\n', ' ');
        std::cout << "  " << mistake["probability"].get<double>()
                  << (mistake["label"].get<bool>() ? " should be:  " : " should not: ") << text << "\n";
      }
    }
  }
}

Status RunEvaluate(const EvaluateOptions& options) {
  RW_ASSIGN_OR_RETURN(const Judged all, JudgeAll(options));
  const Json json = EvaluationJson(all, options.worst);
  options.json ? static_cast<void>(std::cout << DumpLine(json) << "\n") : PrintEvaluation(json);
  return {};
}

std::string PerCent(double share) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(1) << 100 * share << " %";
  return out.str();
}

Status RunLearn(const CommandContext& context, bool forget) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  Learner learner(*store, data);
  if (forget) {
    RW_RETURN_IF_ERROR(learner.Forget());
    std::cout << "taken back: the detector's own model alone is used; a collector that runs changes to it by itself\n"
              << "the corrections stay, and when " << kFreshCorrections
              << " more messages are corrected the collector tries to learn from all of them again\n";
    return {};
  }
  RW_ASSIGN_OR_RETURN(const LearningTry tried, learner.Learn(context.clock.Now()));
  std::cout << "learnt from " << tried.corrections << " corrected messages and " << tried.confirmed
            << " that were dealt with as they stood\n"
            << "  right flags on them, each by what did not learn it: " << PerCent(tried.shop_before) << " before, "
            << PerCent(tried.shop_after) << " with it\n"
            << "  macro-F1 on messages that nobody learnt: " << PerCent(tried.held_out_before) << " before, "
            << PerCent(tried.held_out_after) << " with it\n"
            << (tried.is_used ? "it is used; a collector that runs changes to it by itself\n"
                              : "it is not used: it would help no more than by chance, or harm the rest\n");
  return {};
}

}  // namespace

void AddModelCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  auto* learn = app.add_subcommand("learn", "Learn now from the flags that people corrected; the collector does so by itself");
  auto forget = std::make_shared<bool>(false);
  learn->add_flag("--forget", *forget, "Take back what was learnt");
  learn->callback([&context, &exit_status, forget] { exit_status = RunCommand([&] { return RunLearn(context, *forget); }); });

  auto* train = app.add_subcommand("train", "Make the detector's model from the labelled messages of a checkout");
  auto train_options = std::make_shared<TrainOptions>();
  train->add_option(
      "--extra", train_options->extra,
      "A folder of further sets, *.jsonl: {\"language\", \"text\", \"labels\"}, without labels for the language alone");
  train->add_option("--out", train_options->out, "Where to write it; default: the program's own model");
  train->callback([train_options, &exit_status] { exit_status = RunCommand([&] { return RunTrain(*train_options); }); });

  auto* evaluate = app.add_subcommand("evaluate", "Measure a model on labelled messages it never saw");
  auto options = std::make_shared<EvaluateOptions>();
  evaluate->add_option("--model", options->model, "Default: the program's own");
  evaluate->add_option("--examples", options->examples,
                       "A folder with <language>/test.jsonl; default: the program's own held-out messages");
  evaluate
      ->add_option("--cross-validate", options->folds,
                   "Instead: the training messages in this many folds, each judged by a model without their writers")
      ->check(CLI::Range(2, 50));
  evaluate->add_flag("--known-language", options->known_language, "Tell the model the language instead of letting it guess");
  evaluate->add_flag("--plain", options->plain, "Take away diacritics and capitals first, and write Cyrillic in Latin letters");
  evaluate->add_option("--worst", options->worst, "So many of the worst mistakes of each flag")->capture_default_str();
  evaluate->add_flag("--json", options->json, "For scripts");
  evaluate->callback([options, &exit_status] { exit_status = RunCommand([&] { return RunEvaluate(*options); }); });
}

}  // namespace replywatch
