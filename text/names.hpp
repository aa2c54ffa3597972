#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// With its ASCII letters in lower case.
std::string lower_case(std::string_view text);

/// Lower-case letters, digits, '-', '_' and '.', beginning with a letter or digit, at most 64: an id that needs no
/// quoting in any shell, file name or URL.
bool is_id(std::string_view text);

/// An IPv4 address, or an IPv6 address with or without a zone ("fe80::1%eth0").
bool is_ip_address(std::string_view text);

bool is_ipv4_address(std::string_view text);

/// An IP address or something that can be a DNS or NetBIOS name.
bool is_host(std::string_view text);

/// What is wrong with an IP address as that of a host: it is unspecified, multicast or broadcast, in any spelling.
/// Nothing of other addresses and of what is no address.
std::optional<std::string> check_address(std::string_view text);

/// What is wrong with this as a host; nothing where it is a name, or an address that a host can have. Of a URL, a
/// share, a host with a port and the like, it says what they are, and what to write instead.
std::optional<std::string> check_host(std::string_view text);

/// "resolves to 0.0.0.0, which is no host's address: a DNS filter?", of a name with an address that check_address()
/// has something to say about.
std::string resolves_to_no_host(std::string_view address);

/// The same for every spelling of one host: lower case, no final dot, addresses as RFC 5952 writes them.
std::string canonical_host(std::string_view text);

/// Whether both are spellings of one host.
bool is_same_host(std::string_view a, std::string_view b);

/// Whether one name is the short form of the other: "web01" of "web01.corp.example". Never of IP addresses.
bool is_short_form(std::string_view a, std::string_view b);

/// Whether only its own network can mean it: a private or loopback address, a name without dots, or one under a domain
/// that is kept for such networks (.local, .internal, .lan, …).
bool is_inside_name(std::string_view host);

/// A host as endpoints of a matrix name it: may begin with "*." and hold "<placeholder>".
bool is_endpoint_host(std::string_view text);

/// The names in angle brackets, in order.
std::vector<std::string> placeholders_in(std::string_view host);

/// "2026-12-31", a day that the calendar has.
bool is_iso_date(std::string_view text);

} // namespace fairway
