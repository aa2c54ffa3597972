#pragma once

#include "matrix/on_way.hpp"
#include "matrix/path_end.hpp"
#include "matrix/proxy_answer.hpp"
#include "matrix/rare.hpp"
#include "matrix/shared_value.hpp"
#include "matrix/who_answered.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What a probe saw, in nmap's words.
enum class state : std::uint8_t { unknown, open, closed, filtered, open_or_filtered };

/// Why it saw that, in nmap's words where nmap has one.
enum class reason : std::uint8_t {
    not_run,          ///< never started, or stopped half-way
    local_limit,      ///< this machine ran out of file descriptors, ports or memory
    shut_out,         ///< silence after the network had shut this machine out: nothing is known
    syn_ack,          ///< the handshake completed
    reset,            ///< the handshake completed, then the peer reset the connection at once
    hang_up,          ///< the handshake completed, then the peer closed the connection at once
    conn_refused,     ///< a TCP RST answered the SYN
    udp_response,     ///< a datagram came back
    port_unreach,     ///< ICMP port or protocol unreachable
    admin_prohibited, ///< ICMP: a filter says so
    host_unreach,     ///< ICMP host unreachable, or no answer to ARP / neighbor discovery
    net_unreach,      ///< ICMP network unreachable
    time_exceeded,    ///< ICMP: the packet went round in circles
    no_route,         ///< this machine has no route to the address
    no_source,        ///< no source address of this family was chosen, or this machine has it no more
    proxy_refused,    ///< an HTTP proxy said no
    perm_denied,      ///< this machine's own firewall or policy
    name_not_found,   ///< the name has no address
    no_response,      ///< silence until the deadline
};

/// Nothing leaves this machine for the address.
inline bool is_without_route(reason r) {
    return r == reason::no_route || r == reason::no_source;
}

/// Of this machine alone: no packet went out.
inline bool never_left(reason r) {
    return r == reason::not_run || r == reason::local_limit || r == reason::no_source;
}

/// How strong the evidence is, weakest first.
enum class evidence : std::uint8_t { none, silent, refused, connected, identified, proven };

std::string_view to_string(state s);
std::string_view to_string(reason r);
std::string_view to_string(evidence e);
std::optional<state> parse_state(std::string_view word);
std::optional<reason> parse_reason(std::string_view word);
std::optional<evidence> parse_evidence(std::string_view word);

/// What the responder on the target says of a probe that its hello did not prove.
enum class responder_view : std::uint8_t {
    none,      ///< no responder was asked, or it could not tell
    half_open, ///< our SYN came in; its answer was lost on the way back
    unseen,    ///< It was reached on other ports; here, nothing of us came to it.
};

/// How a port behaved that accepted the connection and was asked a question, where no other field says it.
enum class conduct : std::uint8_t {
    none,
    turned_away,    ///< The service turns this host away, in its protocol's own words.
    old_tls,        ///< Its TLS is older than 1.2.
    broken_tls,     ///< Its TLS cannot be followed for another reason.
    tls_unanswered, ///< It is mute, and was so before TLS was established.
    tls_beheaded,   ///< The same, but the end of its answer came: what is missing is the full packets before it.
    proxy,          ///< A proxy or a portal answers in the service's place, and says so.
};

/// An ICMP or ICMPv6 error as it came.
struct icmp_error {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    bool v6 = false;
    auto operator<=>(const icmp_error&) const = default;
};
std::string to_string(const icmp_error& e); ///< "ICMP 3/13 (communication administratively prohibited)"

/// What is wrong with the chain of a certificate.
struct chain_faults {
    bool expired = false;       ///< the certificate itself, or one in its chain
    bool not_yet_valid = false; ///< as above; or this machine's clock is wrong
    bool incomplete = false;    ///< The server does not send the certificate of its issuer.
    bool untrusted = false;     ///< The chain leads to no authority that this machine trusts.
    bool other = false;

    bool operator==(const chain_faults&) const = default;
};
std::vector<std::string_view> words_of(const chain_faults& faults);
/// Sets the fault of this word; false: there is none.
bool set_fault(chain_faults& faults, std::string_view word);

/// What a server's certificate says.
struct tls_facts {
    std::string version;   ///< "TLSv1.3"
    std::string subject;   ///< RFC 2253 text
    std::string issuer;    ///< as above
    std::string sha256;    ///< thumbprint of the certificate, lower-case hex
    std::string not_after; ///< UTC, "2027-01-31T12:00:00Z"
    bool chain_valid = false;
    bool chain_judged = true;  ///< false: this machine has no roots to hold it against
    std::string chain_problem; ///< why it is not, in words that follow "it is"; empty if it is
    chain_faults faults; ///< why it is not; where nobody vouches for the chain, the dates are those of the certificate
    bool name_matches = false;           ///< the certificate is for the name that was asked for
    std::vector<std::string> revocation; ///< CRL and OCSP addresses in it, as URLs

    /// Nobody whom this machine trusts vouches for it. What is out of date, or lacks its intermediate, is another
    /// matter.
    bool is_untrusted() const {
        const bool only_dated = faults.expired || faults.not_yet_valid || faults.incomplete;
        return chain_judged && !chain_valid && (faults.untrusted || faults.other || !only_dated);
    }

    bool operator==(const tls_facts&) const = default;
};

/// What the right service does not do as it must: a DNS server, of the names that it is asked for.
struct shortcoming {
    std::string text;           ///< in words that follow "but"; empty: all is well
    bool lacks_records = false; ///< It answers, and a record is missing or wrong.
    bool refuses = false;       ///< It answers REFUSED.
    bool fails = false;         ///< It answers SERVFAIL or another error, or not at all.

    /// Takes over what kinds of it `other` is.
    void join(const shortcoming& other) {
        lacks_records = lacks_records || other.lacks_records;
        refuses = refuses || other.refuses;
        fails = fails || other.fails;
    }

    bool operator==(const shortcoming&) const = default;
};

/// What one probe of one (address, protocol, port) saw.
struct observation {
    fairway::state state = state::unknown;
    fairway::reason reason = reason::not_run;
    fairway::evidence evidence = evidence::none;
    std::optional<icmp_error> icmp;
    std::string
        answered_by; ///< Address that answered: the target, a router by ICMP, another of the host's; empty: nobody.
    std::optional<std::uint32_t> rtt_us; ///< From the packet to the answer, microseconds.
    rare<fairway::on_way> on_way;        ///< Not the host answered, but this, in its name.
    fairway::who_answered who_answered = who_answered::not_applicable;
    rare<fairway::path_end> path_end; ///< Of silence: the last that is known of its packets.
    std::uint8_t tries = 0;           ///< Of silence: packets that got no answer.
    std::uint8_t answer_ttl = 0;      ///< ICMP: hops that the answer still had to live; 0: not known.
    bool other_protocol = false;      ///< Something answered that is not the protocol asked for.
    bool mute = false;                ///< Accepted, and then did not answer what its protocol must.
    fairway::conduct conduct = fairway::conduct::none;
    std::string leads_to;                   ///< HTTP: the host that it leads every request to; empty: none but its own.
    rare<fairway::shortcoming> shortcoming; ///< Nothing: all is well.
    std::string identity;                   ///< What the server told of itself; empty: nobody asked, or it did not say.
    responder_view responder = responder_view::none;
    shared_value<tls_facts> tls; ///< Of a port that spoke TLS.
    rare<proxy_answer> proxy;    ///< Of a port behind an HTTP proxy.

    bool operator==(const observation&) const = default;
};

} // namespace fairway
