#pragma once

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "matrix/source.hpp"
#include "probes/sweep/lanes.hpp"

namespace fairway {

/// Which of this machine's addresses probes leave from: as the options say, else the site file of this very host.
read_result<source_addresses> source_of(const assignment& a, const check_options& o, const local_identity& local);

/// The assignment with that; what is wrong with it are problems like others.
read_result<assignment> with_source(read_result<assignment> a, const check_options& o, const local_identity& local);

/// The same for sockets.
departure departure_of(const source_addresses& source);

} // namespace fairway
