// survival_curves: "CASE-SET TIME CENSORED" lines on stdin (times in milliseconds, censored 0 or 1), "CASE-SET TIME AT-RISK ENDED
// S(TIME)" lines on stdout. For comparing rules/metrics with other programs.
#include <cstdio>
#include <iostream>
#include <map>

#include "shared/rules/metrics.h"

int main() {
  using namespace replywatch;
  std::map<int, std::vector<Observation>> sets;
  int set = 0;
  std::int64_t time_ms = 0;
  int censored = 0;
  while (std::cin >> set >> time_ms >> censored) sets[set].push_back({{time_ms}, censored != 0});
  for (auto& [id, observations] : sets) {
    for (const SurvivalStep& step : KaplanMeier(std::move(observations)).steps) {
      std::printf("%d %lld %lld %lld %.17g\n", id, static_cast<long long>(step.time.ms), static_cast<long long>(step.at_risk),
                  static_cast<long long>(step.ended), step.survival);
    }
  }
  return std::cin.eof() ? 0 : 1;
}
