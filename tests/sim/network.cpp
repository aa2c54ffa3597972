#include "tests/sim/network.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace fairway::sim {

namespace {

constexpr std::uint8_t host_position = 250;

/// Takes packets of one kind along a path, and notes where those end that have few hops to live.
class traveler {
  public:
    traveler(const network& net, int port_class) : net_(net), class_(port_class) {}

    route travel(int path) {
        for (int n = 0; n < net_.length[path]; ++n) {
            pass(net_.paths[path][n]);
            if (ended_) return finish();
            if (to_ != 0) return finish_at(net_.machines[to_], to_);
        }
        arrive();
        return finish();
    }

  private:
    port_mask bit() const { return port_mask{1} << class_; }

    void pass(std::uint8_t at) {
        at_ = at;
        apply(at, true);
        if (ended_) return;
        count(at, net_.routers[at].named || (to_ != 0 && names_ == naming::all_target));
        apply(at, false);
    }

    void apply(std::uint8_t at, bool early) {
        for (int n = 0; n < net_.rule_count && !ended_; ++n) {
            const rule& r = net_.rules[n];
            if (r.at == at && r.early == early && (r.ports & bit()) != 0) apply(r);
        }
    }

    void apply(const rule& r) {
        switch (r.does) {
        case action::drop: return end(r, answer::none);
        case action::refuse: return end(r, answer::reset);
        case action::accept: return end(r, answer::syn_ack);
        case action::reject: return end(r, answer::icmp);
        case action::redirect:
            to_ = r.machine;
            names_ = r.names;
            found_.passed_on_by = r.at;
            return;
        case action::set_ttl:
            found_.least = static_cast<std::uint8_t>(least());
            raised_ = true;
            return;
        }
    }

    void end(const rule& r, answer gives) {
        const router& by = net_.routers[r.at];
        ended_ = true;
        found_.on_router = true;
        found_.by = r.at;
        found_.gives = gives;
        found_.error = r.error;
        found_.ttl = gives == answer::icmp ? by.icmp_ttl : r.ttl;
        found_.back = by.back;
        found_.position = by.position;
        found_.delay_us = by.delay_us;
        found_.reach = by.reach;
        found_.home = by.home;
    }

    void count(std::uint8_t at, bool named) {
        const router& r = net_.routers[at];
        if (!r.counts || raised_) return;
        ++hops_;
        if (hops_ >= static_cast<int>(found_.stops.size())) throw std::logic_error("a path with too many routers");
        const bool complains = is_tcp(class_) ? r.complains_tcp : r.complains_udp;
        const stop here{at, complains && comes_back(r.position, true), named};
        if (zero_) found_.stops[hops_ - 1] = here; // what the one before should have complained of
        zero_ = r.forwards_zero && !zero_;
        if (!zero_) found_.stops[hops_] = here;
    }

    /// What a packet needs to get past the routers so far.
    int least() const { return zero_ ? hops_ : hops_ + 1; }

    bool comes_back(std::uint8_t position, bool icmp) {
        for (int n = 0; n < net_.return_rule_count; ++n) {
            const return_rule& r = net_.return_rules[n];
            if (r.set_ttl == 0 && concerns(r, position, icmp)) return false;
        }
        return true;
    }

    bool concerns(const return_rule& r, std::uint8_t position, bool icmp) const {
        return (r.ports & bit()) != 0 && net_.routers[r.at].position < position && (icmp ? r.complaints : r.answers);
    }

    void arrive() {
        found_.position = host_position;
        found_.back = net_.host_back;
        found_.delay_us = net_.host_delay_us;
        found_.reach = net_.host_reach;
        found_.home = net_.host_home;
        if ((net_.containers & bit()) == 0) return end_at(net_.host(), 0);
        // For what it passes on the host is one router more.
        count(net_.host_routes_as, net_.routers[net_.host_routes_as].named);
        ++found_.back;
        go_in(net_.machines[net_.container], naming::real);
        end_at(net_.machines[net_.container], net_.container);
    }

    route finish_at(const machine& m, std::uint8_t index) {
        const router& from = net_.routers[at_];
        found_.position = static_cast<std::uint8_t>(from.position + 1);
        found_.back = static_cast<std::uint8_t>(from.back + (from.counts ? 1 : 0));
        found_.delay_us = from.delay_us + 200;
        found_.reach = from.reach;
        found_.home = from.home;
        go_in(m, names_);
        end_at(m, index);
        return finish();
    }

    void go_in(const machine& m, naming names) {
        for (int n = 0; n < m.inner; ++n) {
            count(m.routers[n], net_.routers[m.routers[n]].named || names != naming::real);
            ++found_.back;
            found_.delay_us += 200;
        }
    }

    void end_at(const machine& m, std::uint8_t index) {
        found_.by = index;
        found_.at = m.at[static_cast<std::size_t>(class_)];
        if (found_.at == service::silent) return;
        if (found_.at == service::rejects) {
            answers(answer::icmp, m.icmp_ttl);
            found_.error = m.rejection;
        } else if (!is_tcp(class_)) {
            const bool closed = found_.at == service::closed;
            answers(closed ? answer::icmp : answer::datagram, closed ? m.icmp_ttl : m.udp_ttl);
            found_.error = net_.v6 ? icmp_error{1, 4, true} : icmp_error{3, 3, false};
            found_.reflects_ttl = closed && m.reflects_ttl;
        } else if (found_.at == service::closed) {
            answers(answer::reset, m.rst_ttl);
        } else {
            answers(answer::syn_ack, m.syn_ack_ttl);
        }
    }

    void answers(answer a, std::uint8_t ttl) {
        found_.gives = a;
        found_.ttl = ttl;
    }

    route finish() {
        if (!raised_) found_.least = static_cast<std::uint8_t>(std::max(1, least()));
        int nearest = 255;
        for (int n = 0; n < net_.return_rule_count; ++n) {
            const return_rule& r = net_.return_rules[n];
            const router& at = net_.routers[r.at];
            if (!concerns(r, found_.position, found_.gives == answer::icmp && found_.on_router)) continue;
            if (r.set_ttl == 0) {
                found_.dropped_back_at = r.at;
            } else if (at.position < nearest) {
                nearest = at.position;
                found_.ttl_here = static_cast<std::uint8_t>(r.set_ttl - at.back);
            }
        }
        return found_;
    }

    const network& net_;
    int class_;
    route found_;
    int hops_ = 0;
    std::uint8_t at_ = 0, to_ = 0;
    naming names_ = naming::real;
    bool ended_ = false, raised_ = false, zero_ = false;
};

/// Addresses are made once; they fit into a string without an allocation.
struct address_book {
    explicit address_book(bool v6)
        : target(v6 ? "fd00::9" : "10.9.9.9"), prober(v6 ? "fd00::1" : "10.8.0.2"),
          other(v6 ? "fd00::a" : "10.9.9.10") {
        for (int r = 0; r < 64; ++r)
            for (int n = 0; n < 4; ++n) {
                const auto hop = std::to_string(r + 1), which = std::to_string(n + 1);
                routers.push_back(v6 ? "fd00:" + hop + "::" + which : "10.0." + hop + "." + which);
            }
    }
    std::string target, prober, other;
    std::vector<std::string> routers;
};

const address_book& book(bool v6) {
    static const address_book four(false), six(true);
    return v6 ? six : four;
}

template <class T, std::size_t N>
std::uint8_t put(std::array<T, N>& all, std::uint8_t& count, const T& one) {
    if (count == N) throw std::logic_error("a network with too many parts");
    all[count] = one;
    return count++;
}

} // namespace

bool icmp_limit::take(std::uint64_t now_us) {
    if (burst == 0) return true;
    if (now_us > counted_us) {
        left = std::min(burst, left + static_cast<float>(now_us - counted_us) * 1e-6f * a_second);
        counted_us = now_us;
    }
    if (left < 1) return false;
    left -= 1;
    return true;
}

std::string_view to_string(kind k) {
    constexpr std::array<std::string_view, kinds> words{
        "the host alone",      "cloud",      "equal paths",    "unequal paths",      "containers",
        "address translation", "forged RST", "drop, forward",  "drop, return path",  "ICMP reject",
        "SYN proxy",           "redirect",   "TTL normalizer", "accepts everything", "only listed ports",
        "several of these"};
    return words[static_cast<std::size_t>(k)];
}

int network::class_of(protocol p, std::uint16_t port) const {
    const bool udp_port = p == protocol::udp;
    const int count = udp_port ? udp_count : tcp_count;
    const auto* known = udp_port ? udp.data() : tcp.data();
    const int first = udp_port ? first_udp : 0;
    for (int n = 0; n < count; ++n)
        if (known[n] == port) return first + n;
    return (udp_port ? first_other_udp : first_other_tcp) + (port >> 14);
}

std::uint8_t network::add(const router& r) {
    return put(routers, router_count, r);
}
std::uint8_t network::add(const machine& m) {
    return put(machines, machine_count, m);
}
void network::add(const rule& r) {
    put(rules, rule_count, r);
}
void network::add(const return_rule& r) {
    put(return_rules, return_rule_count, r);
}

route route_of(const network& net, int port_class, int path) {
    return traveler(net, port_class).travel(path);
}

const std::string& target_address(const network& net) {
    return book(net.v6).target;
}
const std::string& prober_address(const network& net) {
    return book(net.v6).prober;
}
const std::string& other_address(const network& net) {
    return book(net.v6).other;
}
const std::string& router_address(const network& net, std::uint8_t router, std::uint32_t which) {
    return book(net.v6).routers[router * 4u + which % net.routers[router].addresses];
}

} // namespace fairway::sim
