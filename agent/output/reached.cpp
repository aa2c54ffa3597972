#include "agent/output/reached.hpp"

#include "text/columns.hpp"
#include "text/printable.hpp"

#include <utility>

namespace fairway {

namespace {

constexpr std::size_t word_width = 12;

/// "TCP 22,2500-3300; UDP 137-138"
std::string both(const port_list& tcp, const port_list& udp) {
    std::string text;
    if (!tcp.empty()) text = "TCP " + to_string(tcp);
    if (!udp.empty()) text += (text.empty() ? "UDP " : "; UDP ") + to_string(udp);
    // Lists break at their commas.
    std::string spaced;
    for (const char c : text)
        spaced += c == ',' ? std::string(", ") : std::string(1, c);
    return spaced.empty() ? "no port" : spaced;
}

port_list listed(const std::set<std::uint16_t>& ports) {
    return from_ports({ports.begin(), ports.end()});
}

std::string in_words(std::chrono::seconds time) {
    const auto seconds = time.count();
    if (seconds < 120) return std::to_string(seconds) + " s";
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

std::string labeled(const char* word, const std::string& text, std::size_t width) {
    return wrapped("  " + padded(word, word_width), printable(text), width);
}

std::string ports_line(const ports_of& p) {
    return both(p.protocol == protocol::tcp ? p.ports : port_list(),
                p.protocol == protocol::udp ? p.ports : port_list());
}

/// Ports that nothing of this asker came to.
std::pair<port_list, port_list> not_reached(const listening& l, const asker_record& r) {
    std::vector<std::uint16_t> tcp, udp;
    for (const auto port : expand(l.tcp))
        if (r.proven_tcp.count(port) == 0 && r.connected.count(port) == 0 && r.half_open.count(port) == 0)
            tcp.push_back(port);
    for (const auto port : expand(l.udp))
        if (r.proven_udp.count(port) == 0) udp.push_back(port);
    return {from_ports(std::move(tcp)), from_ports(std::move(udp))};
}

} // namespace

std::string render_listening(const listening& l, std::size_t width) {
    std::string text = printable("Host:  " + l.host + " as " + joined(l.roles)) + "\n" +
                       labeled("stands in", both(l.tcp, l.udp), width);
    for (const auto& p : l.partly)
        text += labeled("in part", ports_line(p) + ": " + p.who, width);
    for (const auto& t : l.taken)
        text += labeled("real", ports_line(t) + ": served by " + (t.who.empty() ? "another program" : t.who), width);
    for (const auto& u : l.unbound)
        text += labeled("not bound", ports_line(u) + ": " + u.who, width);
    return text;
}

std::string render_reached(const listening& l, const reach_journal& journal, std::chrono::seconds lasted,
                           std::size_t width) {
    std::string text = "Who reached what, in " + in_words(lasted) + "\n" + render_listening(l, width);
    if (journal.askers().empty()) {
        text +=
            "\n" +
            wrapped("",
                    "Nothing arrived: no connection, no hello. If a check ran meanwhile, none of its packets got here.",
                    width);
        return text;
    }
    for (const auto& [asker, r] : journal.askers()) {
        text += "\n" + printable(asker) + "\n";
        if (r.proven()) text += labeled("proven", both(listed(r.proven_tcp), listed(r.proven_udp)), width);
        if (!r.connected.empty())
            text += labeled("connected", both(listed(r.connected), {}) + ": connected, but sent no valid hello", width);
        if (!r.half_open.empty())
            text += labeled(
                "half-open",
                both(listed(r.half_open), {}) +
                    ": its SYN arrived, but the handshake never finished: our answer is dropped on the return path",
                width);
        if (r.proven()) {
            const auto [tcp, udp] = not_reached(l, r);
            // Whoever checks for one role need not come to every port: no verdict, but worth a look.
            if (!tcp.empty() || !udp.empty()) text += labeled("not seen", both(tcp, udp), width);
        }
        if (r.clock_off)
            text += labeled("no answer",
                            "has the right key, but its clock is " +
                                in_words(std::chrono::seconds(*r.clock_off < 0 ? -*r.clock_off : *r.clock_off)) +
                                (*r.clock_off < 0 ? " behind" : " ahead of") + " this host's",
                            width);
    }
    if (journal.overflowed()) text += "\nMore hosts connected than are listed.\n";
    return text;
}

} // namespace fairway
