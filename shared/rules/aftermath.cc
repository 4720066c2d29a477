#include "shared/rules/aftermath.h"

namespace replywatch {

AftermathFigures AfterOne(const SolvedCase& solved) {
  AftermathFigures seen;
  seen.solved = 1;
  for (const Said& said : solved.after) {
    if (said.at <= solved.solved_at || said.at - solved.solved_at > kAftermath) continue;
    const bool is_problem = said.flags.Has(Flag::kProblem);
    const bool is_praise = said.flags.Has(Flag::kPraise) && !is_problem;
    if (is_problem) seen.problem_again = 1;
    if (is_praise) seen.thanked = 1;
    if (is_praise && said.visibility == Visibility::kPublic) seen.praised_publicly = 1;
    if (!is_problem && !is_praise && said.no_answer == NoAnswerReason::kNone) seen.wrote_again = 1;
  }
  return seen;
}

AftermathFigures AftermathOf(std::span<const SolvedCase> cases) {
  AftermathFigures figures;
  for (const SolvedCase& solved : cases) {
    const AftermathFigures seen = AfterOne(solved);
    figures.solved += seen.solved;
    figures.thanked += seen.thanked;
    figures.praised_publicly += seen.praised_publicly;
    figures.wrote_again += seen.wrote_again;
    figures.problem_again += seen.problem_again;
  }
  return figures;
}

}  // namespace replywatch
