#pragma once

#include "support/program_table.hpp"

#include <string>
#include <vector>

namespace fairway {

command site_import_vbr_command();
command site_import_vbr_json_command();

/// The words that are commands below "site import", for completion.
std::vector<std::string> words_below_site_import();

} // namespace fairway
