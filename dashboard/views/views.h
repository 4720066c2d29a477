// What every view file includes. A view is one file, <name>_view.cc, with a function Make in the namespace
// replywatch::views::<name>; the build finds it by its name.
#pragma once

#include <memory>

#include "dashboard/ui/view.h"
