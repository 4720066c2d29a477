// Why an action did not come about, for the notice that tells it. Pure.
#pragma once

#include "dashboard/ui/action.h"
#include "dashboard/view_models/error_words.h"

namespace replywatch {

// Of a result whose status is not ok.
Explanation Explain(const ActionResult& failed, const Catalogue& words);

}  // namespace replywatch
