#include "matrix/hosts_csv.hpp"

#include "matrix/host_list.hpp"
#include "text/csv_reader.hpp"
#include "text/decoded_text.hpp"
#include "text/json_text.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/odd_character.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_hosts = 100'000;      // as many as a site file may have
constexpr std::size_t most_addresses = 1000;     // of a host
constexpr std::size_t most_cells = 2'000'000;    // of a table: each takes memory
constexpr std::string_view separators = ",;\t|"; // in the order of preference

enum class field : std::uint8_t { name, dns_name, addresses, roles, site, owner, contact, tags, facts, ports };

struct heading_words {
    field of;
    bool several; ///< Several columns add up; else the first of the words that has a column counts.
    std::vector<std::string> words;
};

/// As directories, inventories and hypervisors head their columns; in the order of preference.
const std::vector<heading_words>& headings() {
    static const std::vector<heading_words> all{
        {field::name,
         false,
         {"name", "VM name", "VM", "host name", "computer name", "computer", "server name", "server", "machine name",
          "machine", "system name", "device name", "node", "host"}},
        {field::dns_name, false, {"DNS host name", "DNS name", "FQDN"}},
        {field::addresses,
         true,
         {"address", "addresses", "IP address", "IP addresses", "IP", "IPv4 address", "IPv4", "IPv6 address", "IPv6",
          "IPv4 addresses", "IPv6 addresses", "host address", "network address"}},
        {field::roles, true, {"roles", "role", "component", "components"}},
        {field::site, false, {"site"}},
        {field::owner, false, {"owner", "managed by", "responsible", "team"}},
        {field::contact, false, {"contact", "mail", "email"}},
        {field::tags, true, {"tags", "tag", "labels", "label"}},
        {field::facts, true, {"facts", "fact"}},
        {field::ports, true, {"ports", "port"}},
    };
    return all;
}

/// Letters and digits alone, in lower case: "IPv4 Address", "ipv4_address" and "IPv4Address" are one heading.
std::string heading_key(std::string_view heading) {
    std::string key;
    for (const char c : heading) {
        if (c >= 'A' && c <= 'Z')
            key += static_cast<char>(c - 'A' + 'a');
        else if (c != ' ' && c != '\n' && c != '_' && c != '-' && c != '.')
            key += c;
    }
    return key;
}

struct heading_match {
    const heading_words* of = nullptr; ///< null: unknown
    std::size_t rank = 0;              ///< of the word
};

heading_match match(std::string_view heading) {
    const auto key = heading_key(without_invisible(heading));
    for (const auto& h : headings())
        for (std::size_t rank = 0; rank < h.words.size(); ++rank)
            if (heading_key(h.words[rank]) == key) return {&h, rank};
    return {};
}

std::vector<std::string> split_at(std::string_view text, std::string_view any_of) {
    std::vector<std::string> words;
    for (;;) {
        const auto begin = text.find_first_not_of(any_of);
        if (begin == std::string_view::npos) return words;
        text.remove_prefix(begin);
        const auto word = text.substr(0, text.find_first_of(any_of));
        text.remove_prefix(word.size());
        const auto first = word.find_first_not_of(" \t");
        if (first != std::string_view::npos)
            words.emplace_back(word.substr(first, word.find_last_not_of(" \t") + 1 - first));
    }
}

constexpr std::string_view blanks_and_lists = " \t\n,;";
constexpr std::string_view lists = "\n,;";

/// A column that is read, and what it is called in problems.
struct column {
    std::size_t index;
    field of;
    std::string heading;
};

class hosts_reader {
  public:
    hosts_reader(const matrix& m, const role_words& words, problem_list& problems)
        : matrix_(m), words_(words), problems_(problems), hosts_(m, problems) {}

    imported_hosts read(std::string_view text) {
        csv_reader in(text, separator_of(text));
        bool first = true;
        std::size_t cells = 0;
        for (;;) {
            const auto record = in.next();
            if (in.wrong()) {
                problems_.add("line " + std::to_string(in.wrong()->line) + ", column " +
                                  std::to_string(in.wrong()->column),
                              in.wrong()->message);
                if (first) break;
                continue;
            }
            if (!record) break;
            if (first && is_separator_line(*record)) continue;
            cells += record->cells.size();
            if (cells > most_cells || out_.site.hosts.size() == most_hosts) {
                problems_.add(at(*record),
                              cells > most_cells
                                  ? "has more cells than the " + std::to_string(most_cells) + " that are read"
                                  : "is host number " + std::to_string(most_hosts + 1) + "; at most " +
                                        std::to_string(most_hosts) + " are read");
                break;
            }
            if (std::exchange(first, false) && read_heading(*record)) continue;
            if (columns_.empty()) break; // nothing can be read without
            read_host(*record);
        }
        if (problems_.empty() && out_.site.hosts.empty())
            problems_.add("", "lists no host; expected lines such as web01,10.0.0.5,agent-linux");
        return std::move(out_);
    }

  private:
    static std::string at(const csv_record& record) { return "line " + std::to_string(record.line); }
    static std::string at(std::size_t line, const column& c) {
        return "line " + std::to_string(line) + ", column " + in_quotes(c.heading);
    }

    /// "sep=;", which Excel writes and obeys.
    static bool is_separator_line(const csv_record& record) {
        return heading_key(record.cells[0].text).starts_with("sep=");
    }

    /// What a line says it is, or what makes the most of the first record.
    static char separator_of(std::string_view text) {
        const auto line = text.substr(0, text.find_first_of("\r\n"));
        const auto told = line.starts_with('"') ? line.substr(1) : line;
        constexpr std::string_view signs = "\t !$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
        if (told.size() > 4 && heading_key(told.substr(0, 4)) == "sep=" &&
            signs.find(told[4]) != std::string_view::npos)
            return told[4];
        char best = separators[0];
        std::size_t most = 1;
        for (const char c : separators) {
            const auto record = csv_reader(text, c).next();
            if (!record) continue;
            const auto known = static_cast<std::size_t>(
                std::count_if(record->cells.begin(), record->cells.end(),
                              [](const csv_cell& cell) { return match(cell.text).of != nullptr; }));
            // Lists without a heading have three columns.
            const auto worth = known * 1000 + (record->cells.size() == 3 ? 500 : 0) + record->cells.size();
            if (worth > most) {
                best = c;
                most = worth;
            }
        }
        return best;
    }

    /// Whether the first record names the columns. If it does not, they are name, address and roles.
    bool read_heading(const csv_record& record) {
        const auto& cells = record.cells;
        std::set<field> known;
        for (const auto& c : cells)
            if (const auto m = match(c.text); m.of != nullptr) known.insert(m.of->of);
        const bool has_address =
            std::any_of(cells.begin(), cells.end(), [](const csv_cell& c) { return is_ip_address(c.text); });
        const bool is_host = known.size() < 2 && cells.size() == 3 &&
                             (cells[1].text.empty() || cells[1].text.find('.') != std::string::npos);
        if (has_address || is_host || cells.size() == 1) {
            columns_ = {{0, field::name, "name"}, {1, field::addresses, "address"}, {2, field::roles, "roles"}};
            without_heading_ = true;
            return false;
        }
        choose_columns(record);
        return true;
    }

    void choose_columns(const csv_record& record) {
        std::vector<std::string> left_out;
        std::map<field, std::size_t> rank; // of the words that were chosen
        for (const auto& cell : record.cells)
            if (const auto m = match(cell.text); m.of != nullptr) {
                const auto [best, is_new] = rank.emplace(m.of->of, m.rank);
                if (!is_new) best->second = std::min(best->second, m.rank);
            }
        std::set<field> taken;
        for (std::size_t i = 0; i < record.cells.size(); ++i) {
            const auto& cell = record.cells[i];
            const auto m = match(cell.text);
            if (m.of == nullptr || (!m.of->several && m.rank != rank[m.of->of])) {
                if (!cell.text.empty()) left_out.push_back(in_quotes(cell.text));
            } else if (!taken.insert(m.of->of).second && !m.of->several) {
                problems_.add(at(record), "the heading " + in_quotes(cell.text) + " stands twice; keep one");
            } else {
                columns_.push_back({i, m.of->of, cell.text});
            }
        }
        std::vector<field> missing;
        if (!taken.contains(field::name) && !taken.contains(field::dns_name)) missing.push_back(field::name);
        if (!taken.contains(field::addresses) && !taken.contains(field::dns_name)) missing.push_back(field::addresses);
        if (!taken.contains(field::roles)) missing.push_back(field::roles);
        if (!missing.empty()) return tell_missing(record, missing);
        headed_ = record.cells.size();
        if (!left_out.empty()) out_.notes.push_back("columns that are left out: " + listed_all(left_out));
    }

    static std::string listed_all(const std::vector<std::string>& words) {
        std::string all;
        for (const auto& w : words)
            all += (all.empty() ? "" : ", ") + w;
        return all;
    }

    void tell_missing(const csv_record& record, const std::vector<field>& missing) {
        columns_.clear();
        std::vector<std::string> found;
        std::string odd;
        for (const auto& cell : record.cells) {
            if (!cell.text.empty()) found.push_back(in_quotes(cell.text));
            if (odd.empty() && !odd_character(cell.text).empty())
                odd = "; " + in_quotes(cell.text) + ' ' + odd_character(cell.text);
        }
        for (const auto f : missing) {
            const auto& h =
                *std::find_if(headings().begin(), headings().end(), [&](const auto& one) { return one.of == f; });
            const char* what = f == field::name ? "names" : f == field::addresses ? "addresses" : "roles";
            problems_.add(at(record), std::string("no heading says which column has the ") + what + "; expected " +
                                          listed(h.words) + "; found " + listed_all(found) + odd +
                                          (f == field::addresses ? ". Leave cells empty where the name resolves" : ""));
        }
    }

    void read_host(const csv_record& record) {
        const auto count = record.cells.size();
        if (without_heading_ && (count == 1 || count > 3)) {
            problems_.add(at(record), "expected three columns, name,address,roles, found " + std::to_string(count) +
                                          "; others need a heading that names them");
            return;
        }
        if (!without_heading_ && count > headed_) {
            problems_.add(at(record), "has " + std::to_string(count) + " cells, but the heading " +
                                          std::to_string(headed_) +
                                          "; put a cell with a separator in it in double quotes");
            return;
        }
        // A host is begun before anything of it is checked.
        const auto name = cell_of(record, field::name), dns_name = cell_of(record, field::dns_name);
        const auto& named = name.text.empty() && !dns_name.text.empty() ? dns_name : name;
        site_host host;
        host.name = named.text;
        hosts_.begin(host.name, named.at);
        if (host.name.empty()) problems_.add(named.at, "the name is missing");
        bool good_roles = true;
        for (const auto& c : columns_) {
            const auto [text, place] = cell_of(record, c);
            switch (c.of) {
            case field::addresses: read_addresses(host, text, place); break;
            case field::roles: good_roles = read_roles(host.roles, text, place) && good_roles; break;
            case field::site:
                if (!text.empty()) add_tag(host.labels, "site:" + one_line(text), place);
                break;
            case field::owner: host.labels.owner = read_label(one_line(text), place); break;
            case field::contact: host.labels.contact = read_label(one_line(text), place); break;
            case field::tags:
                for (const auto& tag : split_at(text, lists))
                    add_tag(host.labels, tag, place);
                break;
            case field::facts: read_facts(host.facts, text, place); break;
            case field::name:
            case field::dns_name:
            case field::ports: break;
            }
        }
        if (host.addresses.empty() && !dns_name.text.empty() && dns_name.text != host.name) {
            hosts_.check_address(dns_name.text, dns_name.at);
            host.addresses.push_back(dns_name.text);
        }
        if (host.addresses.empty() && !check_host(host.name)) hosts_.check_address(host.name, named.at);
        if (host.roles.empty() && good_roles) problems_.add(cell_of(record, field::roles).at, "the roles are missing");
        for (const auto& c : columns_) // which depend on the roles
            if (c.of == field::ports && good_roles) read_ports(host, cell_of(record, c).text, cell_of(record, c).at);
        out_.site.hosts.push_back(std::move(host));
    }

    struct found_cell {
        std::string text, at;
    };

    static found_cell cell_of(const csv_record& record, const column& c) {
        if (c.index >= record.cells.size()) return {"", at(record.line, c)};
        return {record.cells[c.index].text, at(record.cells[c.index].line, c)};
    }

    /// Of the first column of that kind; empty where there is none.
    found_cell cell_of(const csv_record& record, field of) const {
        for (const auto& c : columns_)
            if (c.of == of) return cell_of(record, c);
        return {"", at(record)};
    }

    void read_addresses(site_host& host, const std::string& cell, const std::string& at) {
        const auto before = host.addresses; // of another column, e.g. of names: once is enough
        for (auto& address : split_at(cell, blanks_and_lists)) {
            if (std::find(before.begin(), before.end(), address) != before.end()) continue;
            if (host.addresses.size() == most_addresses)
                return problems_.add(at, "has more than " + std::to_string(most_addresses) + " addresses");
            hosts_.check_address(address, at);
            host.addresses.push_back(std::move(address));
        }
    }

    /// A role may be of several words, and a cell have several roles. False: it has been told what is wrong.
    bool read_roles(std::vector<std::string>& roles, const std::string& cell, const std::string& at) {
        bool good = true;
        const auto add = [&](const std::vector<std::string>& ids) {
            for (const auto& id : ids) {
                if (!hosts_.check_role(id, at)) good = false;
                if (std::find(roles.begin(), roles.end(), id) == roles.end()) roles.push_back(id);
            }
        };
        const auto* whole = words_.find(cell);
        if (whole != nullptr) add(*whole);
        for (const auto& part : whole != nullptr ? std::vector<std::string>() : split_at(cell, lists)) {
            const auto* known = words_.find(part);
            const auto words = known != nullptr ? std::vector{part} : split_at(part, " \t");
            const bool all =
                std::all_of(words.begin(), words.end(), [&](const auto& w) { return words_.find(w) != nullptr; });
            if (!all) {
                tell_unknown(part, at);
                good = false;
                continue;
            }
            for (const auto& word : words)
                add(*words_.find(word));
        }
        return good;
    }

    /// Once: hundreds of hosts may have it.
    void tell_unknown(const std::string& role, const std::string& at) {
        if (!told_.insert(role).second) return;
        auto why = check_host_role(matrix_, role).value_or("");
        if (odd_character(role).empty())
            why +=
                (why.ends_with('?') ? " If" : ". If") + (" it is your own word, add --map " + in_shell(role + "=ROLE"));
        problems_.add(at, std::move(why));
    }

    static std::string in_shell(const std::string& text) {
        return text.find_first_of("'\"\\") == std::string::npos ? "'" + text + "'" : in_quotes(text);
    }

    static std::string one_line(std::string_view cell) {
        std::string line;
        for (const auto& part : split_at(cell, "\n"))
            line += (line.empty() ? "" : ", ") + part;
        return line;
    }

    std::string read_label(std::string text, const std::string& at) {
        if (const auto wrong = check_label(text)) problems_.add(at, *wrong);
        return text;
    }

    void add_tag(host_labels& labels, const std::string& tag, const std::string& at) {
        auto& tags = labels.tags;
        if (std::find(tags.begin(), tags.end(), tag) != tags.end()) return;
        if (tags.size() == host_labels::most_tags)
            problems_.add(at, "has more than " + std::to_string(host_labels::most_tags) + " tags");
        else
            tags.push_back(read_label(tag, at));
    }

    /// "NAME=VALUE", several of them separated as addresses are.
    void read_facts(fact_values& facts, const std::string& cell, const std::string& at) {
        for (const auto& part : split_at(cell, blanks_and_lists)) {
            const auto equals = part.find('=');
            if (equals == std::string::npos) {
                problems_.add(at, "expected NAME=VALUE, e.g. netbios=false, found " + in_quotes(part));
                continue;
            }
            const auto id = part.substr(0, equals), value = part.substr(equals + 1);
            if (hosts_.check_fact(id, value, at) && !facts.emplace(id, value).second)
                problems_.add(at, "the fact " + in_quotes(id) + " is given twice");
        }
    }

    /// "6160=7160; 2500-3300=2500-2509,2600"
    void read_ports(site_host& host, const std::string& cell, const std::string& at) {
        std::vector<std::string> parts;
        for (auto& part : split_at(cell, blanks_and_lists)) {
            if (part.find('=') == std::string::npos && !parts.empty())
                parts.back() += ',' + part; // more of the same list
            else
                parts.push_back(std::move(part));
        }
        for (const auto& part : parts) {
            const auto equals = part.find('=');
            if (equals == std::string::npos) {
                problems_.add(at,
                              "expected PORT=PORT, e.g. 6160=7160 or 2500-3300=2500-2509, found " + in_quotes(part));
                continue;
            }
            std::string why;
            const auto elsewhere = parse_port_list(part.substr(equals + 1), &why);
            if (const auto o = hosts_.check_override(part.substr(0, equals), host, at)) {
                if (elsewhere)
                    host.ports.push_back({o->of, *elsewhere});
                else
                    problems_.add(at, why);
            }
        }
    }

    const matrix& matrix_;
    const role_words& words_;
    problem_list& problems_;
    host_list hosts_;
    imported_hosts out_;
    std::vector<column> columns_;
    bool without_heading_ = false;
    std::size_t headed_ = 0;     ///< columns
    std::set<std::string> told_; ///< unknown roles
};

} // namespace

read_result<imported_hosts> read_hosts_csv(std::string_view text, const std::string& file, const matrix& m,
                                           const role_words& words) {
    problem_list problems(file);
    const auto refuse = [&](std::string why) {
        problems.add("", std::move(why));
        return read_result<imported_hosts>{std::nullopt, std::move(problems).take()};
    };
    if (const auto most = json_limits{}.bytes; text.size() > most)
        return refuse("is larger than " + std::to_string(most) + " bytes, the most that is read");
    if (text.starts_with("PK\x03\x04") || text.starts_with("\xD0\xCF\x11\xE0"))
        return refuse("is a workbook, not a CSV file; in Excel, save it as \"CSV UTF-8\"");
    auto decoded = decode_text(text, file);
    if (!decoded) return {std::nullopt, std::move(decoded.problems)};
    auto hosts = hosts_reader(m, words, problems).read(decoded.value->text);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    if (!decoded.value->note.empty()) hosts.notes.insert(hosts.notes.begin(), decoded.value->note);
    return {std::move(hosts), {}};
}

} // namespace fairway
