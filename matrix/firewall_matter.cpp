#include "matrix/firewall_matter.hpp"

namespace fairway {

bool is_fine(outcome o) {
    return o == outcome::pass || o == outcome::skip;
}

bool is_firewall_matter(const span& s) {
    switch (s.finding) {
    case finding_kind::blocked:
    case finding_kind::silent:
    case finding_kind::unverifiable: return !is_fine(s.outcome);
    default: return false;
    }
}

bool is_served(const finding& f, const address_finding& a) {
    // A responder, or a service that lacks something, counts as a warning: packets reach it all the same.
    return f.requirement.flow->select == select::any &&
           (is_fine(a.outcome) || a.finding == finding_kind::proven || a.finding == finding_kind::confirmed);
}

} // namespace fairway
