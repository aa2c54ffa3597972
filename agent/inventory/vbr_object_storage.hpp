#pragma once

#include "agent/inventory/site_draft.hpp"
#include "agent/inventory/vbr_inventory.hpp"

namespace fairway {

/// Whether a repository is a service outside the site.
bool is_object_storage(const vbr_repository& r);

/// Adds the service, with its service point and its cloud region.
void add_object_storage(const vbr_repository& r, site_draft& draft);

} // namespace fairway
