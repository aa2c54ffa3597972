#include "agent/output/explanation.hpp"

#include "agent/output/report_words.hpp"
#include "matrix/path_words.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t to_width = 13, hops_width = 6, bound_width = 11;
constexpr const char* control = " control";

std::string in_seconds(std::chrono::microseconds at) {
    char text[32];
    std::snprintf(text, sizeof text, "%9.3f", static_cast<double>(at.count()) / 1e6);
    return text;
}

/// What came, but for how long it took.
std::string what_came(const observation& seen) {
    const auto answer = [&]() -> std::string {
        switch (seen.reason) {
        case reason::syn_ack: return "SYN-ACK";
        case reason::reset: return "SYN-ACK, then RST";
        case reason::hang_up: return "SYN-ACK, then FIN";
        case reason::conn_refused: return "RST";
        case reason::udp_response: return "datagram";
        case reason::no_response:
            return seen.tries > 1 ? "nothing, to " + std::to_string(seen.tries) + " packets" : "nothing";
        case reason::shut_out: return "nothing, after the network had shut this host out";
        case reason::not_run: return "nothing, and not waited for: the run was interrupted";
        case reason::local_limit: return "not sent: this host ran out of sockets, ports or memory";
        case reason::no_route: return "not sent: no route";
        case reason::no_source: return "not sent: no source address for this family";
        case reason::perm_denied: return "not sent: this host's own firewall or policy blocks it";
        default: break;
        }
        // The system's own error, about a neighbor that does not answer.
        if (seen.reason == reason::host_unreach && seen.answered_by.empty())
            return seen.icmp ? "no ARP or neighbor discovery reply"
                             : "host unreachable; this system does not say who says so";
        if (seen.icmp) return to_string(*seen.icmp);
        return std::string(to_string(seen.reason));
    };
    std::string text = answer();
    if (!seen.answered_by.empty()) text += " from " + seen.answered_by;
    if (seen.answer_ttl > 0) text += " with " + counted(seen.answer_ttl, "hop", "hops") + " to live";
    if (!seen.identity.empty()) text += ", " + seen.identity;
    return text;
}

/// Numbers of packets: all the same, or rising.
struct run {
    int first = 0, last = 0;

    bool operator==(const run&) const = default;
};

std::string to_string(const run& r) {
    return std::to_string(r.first) + (r.first == r.last ? "" : "-" + std::to_string(r.last));
}

/// Packets with the same result.
struct packet_row {
    std::chrono::microseconds at{}; ///< of the first of them
    std::string to, came;
    run hops, bounds;
    std::vector<std::uint16_t> ports;
    std::optional<std::uint32_t> fastest_us, slowest_us;

    packet_row(std::chrono::microseconds when, std::string where, std::uint16_t port, const observation& seen,
               int after = 0, int bound = 0)
        : at(when), to(std::move(where)), came(what_came(seen)), hops{after, after}, bounds{bound, bound}, ports{port},
          fastest_us(seen.rtt_us), slowest_us(seen.rtt_us) {}

    std::size_t count() const { return ports.size(); }

    bool equals(const packet_row& next) const {
        return to == next.to && came == next.came && hops == next.hops && bounds == next.bounds;
    }

    /// Whether these are one packet for each of some hops, or of some bounds, and `next` is the one for the next.
    bool rises_to(const packet_row& next) const {
        if (to != next.to || came != next.came || next.count() > 1) return false;
        const bool by_hops = hops.last > 0 && next.hops.first == hops.last + 1 && bounds == next.bounds;
        const bool by_bound = bounds.last > 0 && next.bounds.first > bounds.last && hops == next.hops;
        const bool rose = hops.first != hops.last || bounds.first != bounds.last;
        return (by_hops || by_bound) && (rose || count() == 1);
    }

    void add(const packet_row& next) {
        hops.last = next.hops.last;
        bounds.last = next.bounds.last;
        ports.insert(ports.end(), next.ports.begin(), next.ports.end());
        if (!next.fastest_us) return;
        fastest_us = std::min(fastest_us.value_or(*next.fastest_us), *next.fastest_us);
        slowest_us = std::max(slowest_us.value_or(0), *next.slowest_us);
    }
};

std::string result_of(const packet_row& r) {
    std::string text = r.came;
    if (r.fastest_us) {
        const auto fastest = in_time(*r.fastest_us), slowest = in_time(*r.slowest_us);
        text += ", " + fastest + (slowest == fastest ? "" : " to " + slowest);
    }
    return text + (r.count() > 1 ? " x " + std::to_string(r.count()) : "");
}

std::string ports_of_row(const packet_row& r) {
    std::string text;
    for (const auto port : r.ports)
        text += (text.empty() ? "" : ", ") + std::to_string(port);
    return " (" + std::string(r.count() > 1 ? "ports " : "port ") + text + ")";
}

/// Joins each with the first one before it that `goes_on` with it.
template <class GoesOn>
std::vector<packet_row> joined_rows(std::vector<packet_row> rows, GoesOn goes_on) {
    std::vector<packet_row> fewer;
    for (auto& next : rows) {
        const auto before =
            std::find_if(fewer.begin(), fewer.end(), [&](const packet_row& r) { return goes_on(r, next); });
        if (before == fewer.end())
            fewer.push_back(std::move(next));
        else
            before->add(next);
    }
    return fewer;
}

/// Packets of one round are in flight together: their order says nothing.
std::vector<packet_row> rows_of(const std::vector<explained_packet>& packets) {
    std::vector<packet_row> rows;
    for (auto first = packets.begin(); first != packets.end();) {
        const auto last = std::find_if(first, packets.end(), [&](const auto& p) { return p.round != first->round; });
        std::vector<packet_row> round;
        for (; first != last; ++first)
            round.emplace_back(first->at,
                               std::string(in_capitals(first->protocol)) +
                                   (first->is_control ? control : " " + std::to_string(first->port)),
                               first->port, first->seen, first->hops, first->least_ttl);
        round =
            joined_rows(std::move(round), [](const packet_row& r, const packet_row& next) { return r.equals(next); });
        round =
            joined_rows(std::move(round), [](const packet_row& r, const packet_row& next) { return r.rises_to(next); });
        rows.insert(rows.end(), round.begin(), round.end());
    }
    return rows;
}

/// Ports of a range, as long as they share a result.
std::vector<packet_row> rows_of(const std::vector<explained_probe>& probes) {
    std::vector<packet_row> rows;
    for (const auto& p : probes) {
        packet_row next{p.at, "", p.port, p.seen};
        if (!rows.empty() && rows.back().ports.back() + 1 == p.port && rows.back().equals(next))
            rows.back().add(next);
        else
            rows.push_back(std::move(next));
    }
    return rows;
}

/// Of an answer in the target's name, who gave it; of silence, where it begins.
std::string concluded(const explained_address& at, const span& s) {
    switch (s.seen.who_answered) {
    case who_answered::host:
        return s.seen.evidence == evidence::proven ? "the target answered: its responder proved it"
                                                   : "the target itself answered, as far as hop checks can tell";
    case who_answered::on_way:
        return s.seen.on_way ? "answered by " + in_words(*s.seen.on_way) : "answered by something on the path";
    case who_answered::unchecked: return "who answered is not known";
    case who_answered::not_applicable: break;
    }
    if (s.seen.path_end) return in_words(*s.seen.path_end);
    if (s.seen.reason == reason::no_response) return "nothing is known of where packets are dropped";
    if (s.seen.answered_by.empty()) return "nobody answered";
    if (s.seen.icmp && s.seen.answered_by != at.address) return "reported by " + s.seen.answered_by;
    return "answered by " + s.seen.answered_by + "; nothing to check, or not by hop checks";
}

class explanation_writer {
  public:
    explicit explanation_writer(std::size_t width) : width_(width) {}

    std::string write(const explanations& all) {
        text_ = "Explanation: what the verdicts stand on, packet by packet\n";
        block("", "Times are seconds since the run began, " + all.began +
                      ". Hops: after how many a packet expires. TTL: answers that arrive with fewer hops to live are "
                      "not heard. Control: a port that no flow asks for. x 3: three packets of one round with the same "
                      "result; the time is that of the first.");
        for (const auto& one : all.of)
            add(one);
        for (const auto& name : all.absent) {
            text_ += '\n';
            block(name + ": ", "not probed from here, so there is nothing to explain; see `fairway plan`");
        }
        return std::move(text_);
    }

  private:
    void block(const std::string& first, const std::string& text) {
        text_ += wrapped(printable(first), printable(text), width_);
    }

    void row_of(const std::string& first, const std::string& text) {
        text_ += beside_or_below(printable(first), printable(text), 15, width_);
    }

    void add(const explanation& e) {
        text_ += '\n';
        const std::string flow = e.about.requirement.flow->id + " to " + e.about.requirement.target;
        block("", to_string(e.about));
        if (e.addresses.empty()) block("  ", e.about.text);
        for (const auto& at : e.addresses) {
            const auto of = std::find_if(e.about.addresses.begin(), e.about.addresses.end(),
                                         [&](const auto& a) { return a.address == at.address; });
            const bool known = of != e.about.addresses.end();
            block("  ",
                  at.address + (known && !of->source.empty() ? ", probed from " + of->source : "") +
                      (known && of->hops ? ", " + counted(static_cast<std::size_t>(*of->hops), "hop", "hops") + " away"
                                         : ""));
            probes(e.about.requirement.flow->protocol, at);
            packets(at, flow);
            if (known) conclusions(at, *of);
        }
    }

    void probes(protocol p, const explained_address& at) {
        if (at.probes.empty()) return;
        text_ += "    Probes\n";
        for (const auto& r : rows_of(at.probes)) {
            const std::string ports = to_string(run{r.ports.front(), r.ports.back()});
            row_of("    " + in_seconds(r.at) + "  " +
                       padded(std::string(in_capitals(p)) + " " + ports, to_width + hops_width + bound_width),
                   result_of(r));
        }
    }

    // All flows to one address share its hop checks.
    void packets(const explained_address& at, const std::string& flow) {
        if (at.packets.empty()) {
            text_ += "    Hop checks: none\n";
            return;
        }
        const auto [told, is_new] = told_.emplace(at.address, flow);
        if (!is_new) {
            block("    Hop checks: ",
                  counted(at.packets.size(), "packet", "packets") + ", listed above: " + told->second);
            return;
        }
        text_ += "    Hop checks: " + counted(at.packets.size(), "packet", "packets") + "\n" + "    " + padded("", 11) +
                 padded("to", to_width) + padded("hops", hops_width) + padded("TTL", bound_width) + "came\n";
        for (const auto& r : rows_of(at.packets))
            row_of("    " + in_seconds(r.at) + "  " + padded(r.to, to_width) +
                       padded(r.hops.first == 0 ? "all" : to_string(r.hops), hops_width) +
                       padded(r.bounds.first == 0 ? "" : ">= " + to_string(r.bounds), bound_width),
                   result_of(r) + (r.to.ends_with(control) ? ports_of_row(r) : ""));
    }

    void conclusions(const explained_address& at, const address_finding& of) {
        if (of.spans.empty()) return;
        text_ += "    Concluded\n";
        for (const auto& s : of.spans)
            block("      " + to_string(s.ports) + ": ", std::string(to_string(s.finding)) + ", " +
                                                            std::string(to_string(s.outcome)) + "; " +
                                                            concluded(at, s));
    }

    std::size_t width_;
    std::string text_;
    std::map<std::string, std::string> told_; ///< the flow under which an address's packets are listed
};

} // namespace

std::string render_explanations(const explanations& all, std::size_t width) {
    return explanation_writer(width).write(all);
}

} // namespace fairway
