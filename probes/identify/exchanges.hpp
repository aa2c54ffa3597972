#pragma once

#include "probes/wire/exchange.hpp"

namespace fairway::identify {

using wire::context;
using wire::exchange;
using wire::reply;

// The exchanges the table names; each is defined in its protocol's own file.
#define PROTOCOL(word, transport, asked, exchange_name) extern const exchange exchange_name;
#include "probes/identify/protocols.def"
#undef PROTOCOL

} // namespace fairway::identify
