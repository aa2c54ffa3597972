#include "probes/path/examination.hpp"

#include <algorithm>

namespace fairway {

// A firewall on the last router answers only what could have reached the host, as far away as the host. Its RSTs lack
// one hop on their way back, which the host's RSTs and its word that nobody uses a UDP port have behind them.
void examination::ask_returns(packet_round& r) {
    ask_missing_again(r); // another question, which can be asked at the same time
    const auto host = known_.nearest(controls), told = known_.nearest(unused);
    if (known_.controls_do() != behavior::refuse || !host || !told || known_.screened == 0) return;
    known_.host_ttl = known_.subjects[unused].after[static_cast<std::size_t>(*told)].answer_ttl;
    if (known_.host_ttl == 0 || known_.host_ttl == 255) return;
    for (int n = 0; n < 2; ++n) {
        put(r, controls, 0, known_.host_ttl);
        put(r, controls, 0, known_.host_ttl + 1);
    }
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects)
            if (known_.subjects[of].port.seen == reason::conn_refused && !known_.is_suspicious(known_.subjects[of]))
                put(r, of, 0, known_.host_ttl + 1);
}

void examination::ask_returns_again(packet_round& r) {
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects)
            for (int n = 1; known_.returns_from_nearer(of) && n < more_controls; ++n) {
                put(r, of, 0, known_.host_ttl + 1);
                if (n % 3 != 0) continue;
                put(r, of, 0, std::min(255, known_.host_ttl + 2));
                put(r, of, *known_.nearest(controls)); // not from farther, with another initial value
            }
    if (asked_.empty()) return;
    for (int n = 0; n < more_controls; ++n) {
        put(r, controls, 0, known_.host_ttl + 1);
        if (n % 3 == 0) put(r, controls, 0, known_.host_ttl);
    }
    // One open port's answer, too, has to come from as far as those of the controls.
    for (const auto& span : known_.answers)
        if (known_.subjects[span.subjects.front()].port.seen == reason::syn_ack) {
            put(r, span.subjects.front(), 0, known_.host_ttl);
            put(r, span.subjects.front(), 0, known_.host_ttl + 1);
            break;
        }
}

void examination::ask_neighbors_of_last_router(packet_round& r) {
    for (const auto of : add_neighbors(true)) {
        const bool like_span = known_.subjects[of].is_like_its_span;
        for (int n = 0; n < (like_span ? path_evidence::confirming_answers : few_answers); ++n)
            put(r, of, 0, known_.host_ttl + 1);
        if (like_span) continue;
        put(r, of, 0, std::min(255, known_.host_ttl + 2));
        put(r, of, *known_.nearest(controls));
    }
    for (int n = known_.count(controls, known_.host_ttl + 1, known_.host_ttl + 1).sent;
         !asked_.empty() && n < many_controls; ++n)
        put(r, controls, 0, known_.host_ttl + 1);
}

} // namespace fairway
