#pragma once

#include "matrix/port.hpp"

#include <string_view>

namespace fairway {

/// A word that `identify` of a flow may have, and the transport of the protocol it stands for.
struct protocol_word {
    std::string_view word;
    protocol transport;
};

} // namespace fairway
