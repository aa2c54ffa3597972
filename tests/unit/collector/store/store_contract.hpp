#pragma once

#include "collector/store/store.hpp"

#include <functional>
#include <memory>
#include <string>

namespace fairway::collector {

/// An empty database, and how to open it for a tenant; any number of times.
using open_store = std::function<std::unique_ptr<store>(const std::string& tenant)>;

/// What every store must do, whatever it stands on. To be called in a test case of its own: it has subcases.
void check_store_contract(const open_store& open);

/// Thousands of random parts of several probers, against a model in memory.
void check_store_against_model(const open_store& open, unsigned seed, int steps);

/// The same of the rules alone, without a store.
void check_rules_against_model(unsigned seed, int steps);

} // namespace fairway::collector
