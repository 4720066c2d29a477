// ShopLife: weeks of an invented shop in a store, as like a real one as the weekly review can tell: people write by day more than
// by night, private messages wait longer, some are never answered, problems have causes, matters come back. The same seed, the
// same life.
#pragma once

#include <cstdint>

#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch::testing {

struct ShopLifeOptions {
  int weeks = 14;
  int messages_per_week = 800;  // of both sides
  Timestamp until;              // the last week ends with the day of this instant
  std::uint32_t seed = 47;
};

// The settings of that shop on a database ("sqlite:…").
std::string ShopLifeSettings(const std::string& database);

// `settings` as read from ShopLifeSettings. Computes due instants as well.
Status LiveShopLife(Store& store, const Settings& settings, const ShopLifeOptions& options);

}  // namespace replywatch::testing
