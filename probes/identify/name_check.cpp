#include "probes/identify/name_check.hpp"

#include "probes/net/address.hpp"
#include "probes/wire/dns.hpp"
#include "probes/wire/dns_tcp.hpp"
#include "probes/wire/reverse_name.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <memory>
#include <random>

namespace fairway::identify {

namespace {

constexpr std::size_t most_hosts = 16;
constexpr std::size_t most_candidates = 4;
constexpr std::size_t most_addresses = 4;  // of one host
constexpr std::size_t most_complaints = 3; // that are worth a line

/// Several queries sent behind each other on one connection, and their answers in any order (RFC 7766 §6.2.1.1).
class batch {
  public:
    explicit batch(const std::vector<wire::dns_question>& questions)
        : first_id_(static_cast<std::uint16_t>(std::random_device{}())) {
        for (const auto& q : questions) {
            const auto id = static_cast<std::uint16_t>(first_id_ + queries_.size());
            queries_.push_back(wire::dns_query(id, q).value_or(""));
        }
        answers_.resize(queries_.size());
    }

    std::string request() const {
        std::string bytes;
        for (const auto& q : queries_) {
            if (!q.empty()) bytes += wire::dns_over_tcp(q); // else a name that cannot be sent
        }
        return bytes;
    }

    reply read(std::string_view received) {
        // What was read before is not read again: a server may send its answers in small pieces.
        while (received.size() - at_ >= 2) {
            const auto size = static_cast<std::size_t>(static_cast<unsigned char>(received[at_])) << 8 |
                              static_cast<unsigned char>(received[at_ + 1]);
            if (received.size() - at_ - 2 < size) break;
            take(received.substr(at_ + 2, size));
            at_ += 2 + size;
        }
        for (std::size_t i = 0; i < queries_.size(); ++i)
            if (!queries_[i].empty() && !answers_[i]) return {};
        return {reply::verdict::confirmed, ""};
    }

    /// Nothing: it did not answer this one.
    const std::optional<wire::dns_response>& answer(std::size_t n) const { return answers_[n]; }

  private:
    void take(std::string_view message) {
        for (std::size_t i = 0; i < queries_.size(); ++i)
            if (!queries_[i].empty() && !answers_[i] && wire::is_dns_answer(message, queries_[i])) {
                answers_[i] = wire::decode_dns_response(message, queries_[i]);
                if (answers_[i]) return;
            }
    }

    std::uint16_t first_id_;
    std::vector<std::string> queries_;
    std::vector<std::optional<wire::dns_response>> answers_;
    std::size_t at_ = 0;
};

std::string canonical(std::string name) {
    while (!name.empty() && name.back() == '.')
        name.pop_back();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

shortcoming lacks(std::string text) {
    shortcoming s;
    s.text = std::move(text);
    s.lacks_records = true;
    return s;
}

/// There is no answer that says something.
shortcoming failure(const std::optional<wire::dns_response>& r, const std::string& when_asked) {
    shortcoming s;
    s.refuses = r && r->rcode == 5;
    s.fails = !s.refuses;
    s.text = (!r              ? "it does not answer"
              : s.refuses     ? "it refuses to answer"
              : r->rcode == 2 ? "it reports a server failure"
                              : "it returns error " + std::to_string(r->rcode)) +
             when_asked;
    return s;
}

bool says_something(const std::optional<wire::dns_response>& r) {
    return r && (r->rcode == 0 || r->rcode == 3);
}

/// What one server says of one host.
struct found_host {
    std::vector<std::string> addresses;
    std::vector<std::string> names; ///< canonical: those that lead to the addresses
    shortcoming complaint;
};

found_host forward(const known_host& host, const batch& x, std::size_t first) {
    found_host found;
    found.addresses = host.addresses;
    if (host.candidates.empty()) return found;
    const std::size_t candidates = std::min(host.candidates.size(), most_candidates);
    shortcoming why;
    std::string nobody;
    for (std::size_t i = 0; i < candidates && found.addresses.empty(); ++i)
        for (const std::size_t n : {first + 2 * i, first + 2 * i + 1}) {
            const auto& r = x.answer(n);
            if (!says_something(r) && why.text.empty()) why = failure(r, " when asked for " + host.candidates[i]);
            if (!r) continue;
            for (const auto& record : r->answers) {
                found.names.push_back(canonical(record.name));
                const bool address = record.type == wire::dns_type::a || record.type == wire::dns_type::aaaa;
                if (address && check_address(record.data)) {
                    nobody = record.data;
                    continue;
                }
                if (address && found.addresses.size() < most_addresses &&
                    std::find(found.addresses.begin(), found.addresses.end(), record.data) == found.addresses.end())
                    found.addresses.push_back(record.data);
            }
        }
    if (found.addresses.empty() && !nobody.empty())
        found.complaint = lacks("it says that " + host.name + " is at " + nobody + ", which is no host's address");
    else if (found.addresses.empty())
        found.complaint = why.text.empty() ? lacks("it does not know the name " + host.name) : why;
    for (std::size_t i = 0; i < candidates; ++i)
        found.names.push_back(canonical(host.candidates[i]));
    return found;
}

shortcoming reverse(const known_host& host, const found_host& found, const std::string& address,
                    const std::optional<wire::dns_response>& r) {
    const std::string whose = address + (host.name == address ? "" : " (" + host.name + ")");
    if (!says_something(r)) return failure(r, " when asked for the name of " + whose);
    std::string other;
    for (const auto& record : r->answers) {
        if (record.type != wire::dns_type::ptr) continue;
        const auto name = canonical(record.data);
        if (host.candidates.empty() || std::find(found.names.begin(), found.names.end(), name) != found.names.end())
            return {};
        other = name;
    }
    if (other.empty()) return lacks("it has no PTR record for " + whose);
    return lacks("its PTR record for " + whose + " names " + other);
}

question question_for(const dns_server& server, const std::shared_ptr<batch>& x) {
    question q;
    q.address = server.address;
    q.port = server.port;
    q.request = x->request();
    q.read = [x](std::string_view received) { return x->read(received); };
    return q;
}

/// One batch for each server, all at the same time.
std::vector<std::shared_ptr<batch>> hold(const std::vector<dns_server>& servers,
                                         const std::vector<std::vector<wire::dns_question>>& asked,
                                         const converse_options& options, lanes& paced, const std::stop_token& stop) {
    std::vector<std::shared_ptr<batch>> batches;
    std::vector<question> questions;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        batches.push_back(std::make_shared<batch>(asked[i]));
        if (!asked[i].empty()) questions.push_back(question_for(servers[i], batches.back()));
    }
    converse(questions, options, paced, stop);
    return batches;
}

std::string reverse_name(const std::string& address) {
    const auto parsed = parse_address(address);
    if (!parsed) return {};
    return wire::reverse_name(parsed->bytes());
}

shortcoming joined(const std::vector<shortcoming>& complaints) {
    shortcoming all;
    for (std::size_t i = 0; i < complaints.size(); ++i) {
        if (i < most_complaints) all.text += (i == 0 ? "" : "; ") + complaints[i].text;
        all.join(complaints[i]);
    }
    if (complaints.size() > most_complaints)
        all.text += "; and " + std::to_string(complaints.size() - most_complaints) + " more like these";
    return all;
}

} // namespace

std::vector<shortcoming> check_names(const std::vector<dns_server>& servers, const std::vector<known_host>& all_hosts,
                                     const converse_options& options, lanes& paced, std::stop_token stop) {
    std::vector<shortcoming> missing(servers.size());
    const std::vector<known_host> hosts(all_hosts.begin(), all_hosts.begin() + std::min(all_hosts.size(), most_hosts));
    if (servers.empty() || hosts.empty()) return missing;

    std::vector<wire::dns_question> names;
    std::vector<std::size_t> firsts; // of each host, its first question
    for (const auto& host : hosts) {
        firsts.push_back(names.size());
        for (std::size_t i = 0; i < host.candidates.size() && i < most_candidates; ++i)
            for (const auto type : {wire::dns_type::a, wire::dns_type::aaaa})
                names.push_back({host.candidates[i], type});
    }
    const auto forwards = hold(servers, std::vector(servers.size(), names), options, paced, stop);
    if (stop.stop_requested()) return missing;

    std::vector<std::vector<found_host>> found(servers.size());
    std::vector<std::vector<wire::dns_question>> pointers(servers.size());
    for (std::size_t s = 0; s < servers.size(); ++s)
        for (std::size_t h = 0; h < hosts.size(); ++h) {
            found[s].push_back(forward(hosts[h], *forwards[s], firsts[h]));
            for (const auto& address : found[s].back().addresses)
                pointers[s].push_back({reverse_name(address), wire::dns_type::ptr});
        }
    const auto reverses = hold(servers, pointers, options, paced, stop);
    if (stop.stop_requested()) return missing;

    for (std::size_t s = 0; s < servers.size(); ++s) {
        std::vector<shortcoming> complaints;
        std::size_t n = 0;
        for (std::size_t h = 0; h < hosts.size(); ++h) {
            const auto& its = found[s][h];
            if (!its.complaint.text.empty()) complaints.push_back(its.complaint);
            for (const auto& address : its.addresses) {
                auto complaint = reverse(hosts[h], its, address, reverses[s]->answer(n++));
                if (!complaint.text.empty()) complaints.push_back(std::move(complaint));
            }
        }
        missing[s] = joined(complaints);
    }
    return missing;
}

} // namespace fairway::identify
