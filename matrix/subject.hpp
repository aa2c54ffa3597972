#pragma once

#include "matrix/finding.hpp"

namespace fairway {

/// What of a finding gave it its word: advice and blocker are about this. Points into the finding.
struct subject {
    const address_finding* at = nullptr; ///< the first address with that word; null: none has it
    const span* first = nullptr;         ///< the first span with that word; null: none has it
    port_list ports;                     ///< all ports with that word
};
subject subject_of(const finding& f);
subject subject_of(finding&&) = delete;

} // namespace fairway
