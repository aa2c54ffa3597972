#pragma once

#include "agent/check_options.hpp"
#include "support/option_reader.hpp"

#include <string>

namespace fairway {

// Options that several commands have and that mean the same in all of them: who this host is, and whom it works with.
option_row as_option();
option_row peer_option_row();
option_row site_option();
option_row host_option();
option_row fact_option();
option_row matrix_option();

/// Reads those of them that were given; problems stay in `given`.
void read_whom(option_reader& given, check_options& o);

/// Where there is no site file, the command line has to say who this host is.
void need_roles(option_reader& given, const check_options& o);

} // namespace fairway
