#pragma once

#include "matrix/finding.hpp"

#include <functional>

namespace fairway {

/// What of a finding gave it its word: advice and blocker are about this. Points into the finding.
struct subject {
    const address_finding* at = nullptr; ///< the first address with that word; null: none has it
    const span* first = nullptr;         ///< the first span with that word; null: none has it
    port_list ports;                     ///< all ports with that word
    port_list range; ///< What has to be asked for: the same and, of a sample, those next to them that were not probed.
};
subject subject_of(const finding& f);
subject subject_of(finding&&) = delete;

/// The same of the spans that are meant.
using span_filter = std::function<bool(const address_finding&, const span&)>;
subject subject_of(const finding& f, const span_filter& is_meant);
subject subject_of(finding&&, const span_filter&) = delete;

/// What has to be asked for where `some` ports of an address are concerned: themselves, and of its ranges those next to
/// them that were not probed. A dynamic RPC port is another one after the next start of its program: then it is all
/// ports of the finding.
port_list asked_for(const finding& f, const address_finding& a, const port_list& some);

/// The ports of a requirement that were probed at an address, or were to be.
port_list probed_at(const address_finding& a);

} // namespace fairway
