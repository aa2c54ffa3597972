#include "agent/output/html_parts.hpp"

#include "agent/output/escape.hpp"
#include "agent/output/html_page.hpp"
#include "matrix/path_words.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <cstdio>

namespace fairway {

namespace {

constexpr double bar_width = 1000;
constexpr double narrowest = 4; // of a span, so that one port of 801 is seen

/// Ports of `ports` below `port`: where it stands in a bar that has only the ports of the flow.
std::size_t place_of(const port_list& ports, std::uint32_t port) {
    std::size_t place = 0;
    for (const auto& range : ports) {
        if (port <= range.first) break;
        place += std::min<std::size_t>(range.size(), port - range.first);
    }
    return place;
}

std::string number(double n) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", n);
    return text;
}

std::string label_of(const finding& f, const address_finding& a) {
    std::string label = "Ports of " + (a.address.empty() ? a.name : a.address) + ": ";
    for (std::size_t i = 0; i < a.spans.size() && i < 12; ++i)
        label += (i == 0 ? "" : ", ") + to_string(a.spans[i].ports).substr(0, 60) + " " +
                 std::string(to_string(a.spans[i].finding));
    if (a.spans.size() > 12) label += " and more";
    return label + " (of " + counted(count(f.requirement.ports), "port", "ports") + ")";
}

/// One station of the way.
std::string station(const char* kind, const std::string& name, const std::string& detail) {
    return std::string("<li class=\"") + kind + "\"><b>" + markup(name) + "</b>" +
           (detail.empty() ? "" : "<span>" + markup(detail) + "</span>") + "</li>";
}

} // namespace

std::string span_bar(const finding& f, const address_finding& a) {
    const std::size_t all = count(f.requirement.ports);
    if (all < 2 || a.spans.empty()) return {};
    std::string svg =
        "<svg class=\"bar\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
        markup(label_of(f, a)) + "\"><rect class=\"none\" width=\"1000\" height=\"20\"/>";
    const double each = bar_width / static_cast<double>(all);
    for (const auto& s : a.spans)
        for (const auto& range : s.ports) {
            const double width = std::max(narrowest, each * static_cast<double>(range.size()));
            const double at =
                std::min(bar_width - width, each * static_cast<double>(place_of(f.requirement.ports, range.first)));
            svg += "<rect class=\"b-" + std::string(to_string(s.outcome)) + "\" x=\"" + number(at) + "\" width=\"" +
                   number(width) + "\" height=\"20\"><title>" +
                   markup(to_string(range) + " " + std::string(to_string(s.finding))) + "</title></rect>";
        }
    const auto& ports = f.requirement.ports;
    return svg + "</svg><div class=\"scale\"><span>" + std::to_string(ports.front().first) + "</span><span>" +
           std::to_string(ports.back().last) + "</span></div>";
}

std::string way_of(const report& r, const finding& f, const address_finding& a) {
    if (a.address.empty()) return {};
    // The span that speaks for the address, as elsewhere: the first of its finding.
    const span* speaks = nullptr;
    for (const auto& s : a.spans)
        if (speaks == nullptr && s.finding == a.finding && s.outcome == a.outcome) speaks = &s;
    if (speaks == nullptr) return {};
    const observation& seen = speaks->seen;
    const std::string distance =
        a.hops ? counted(static_cast<std::size_t>(*a.hops), "hop", "hops") + " away" : std::string();
    const bool works = speaks->outcome == outcome::pass;
    const bool at_source = seen.reason == reason::perm_denied || seen.reason == reason::no_route;
    std::string way = "<ol class=\"way\">";
    way += at_source ? station("stop", r.host,
                               (a.source.empty() ? "" : a.source + ": ") +
                                   std::string(seen.reason == reason::no_route ? "no route to this address"
                                                                               : "its own firewall blocks it"))
                     : station("from", r.host, a.source);
    bool stopped = at_source;
    if (!at_source && !works) {
        const std::string icmp = seen.icmp ? ": " + to_string(*seen.icmp) : std::string();
        if (seen.on_way) {
            way += station("stop", in_words(*seen.on_way), "answers in the target's name");
            stopped = true;
        } else if (!seen.answered_by.empty() && seen.answered_by != a.address) {
            const bool elsewhere = is_answered_from_elsewhere(a, *speaks);
            way += station("stop", seen.answered_by, elsewhere ? "answers in its place" : "rejects it" + icmp);
            stopped = true;
        } else if (seen.answered_by.empty() && a.path_end) {
            way += station(speaks->finding == finding_kind::silent ? "stop" : "seen", in_words(*a.path_end), "");
            stopped = speaks->finding == finding_kind::silent;
        } else if (speaks->finding == finding_kind::silent) {
            way += station("lost", "no answer", "where it is dropped is unknown");
            stopped = true;
        }
    }
    const std::string target = f.requirement.target + (a.address == f.requirement.target ? "" : " " + a.address);
    const bool own = speaks->own_firewall;
    way +=
        own ? station("stop", target, "its own firewall rejects it" + (seen.icmp ? ": " + to_string(*seen.icmp) : ""))
            : station(stopped ? "to unreached"
                      : works ? "to good"
                              : "to",
                      target, distance);
    return way + "</ol>";
}

} // namespace fairway
