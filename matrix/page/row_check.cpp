#include "matrix/page/row_check.hpp"

#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr std::uint16_t last_port = 65535;

/// A part with a reason may narrow what the row says: the rest is left out on purpose.
template <class Named>
bool leaves_out_on_purpose(const row_part& part, const Named& named) {
    return named.has_value() && !part.why.empty();
}

class row_checker {
  public:
    row_checker(const page_row& row, const std::vector<row_part>& parts, const matrix& words)
        : row_(row), parts_(parts), words_(words) {}

    std::vector<std::string> check(const row_roles& roles) {
        check_roles(roles.from, &row_part::from, "from");
        check_roles(roles.to, &row_part::to, "to");
        check_protocols();
        for (const auto p : row_.protocols)
            check_ports_left_out(p);
        check_ports_added();
        check_endpoints();
        return std::move(open_);
    }

  private:
    void check_roles(const std::vector<std::string>& of_row, std::optional<std::vector<std::string>> row_part::*side,
                     const std::string& word) {
        for (const auto& part : parts_) {
            if (!(part.*side) || !part.why.empty()) continue;
            for (const auto& named : *(part.*side))
                if (std::none_of(of_row.begin(), of_row.end(), [&](const auto& r) { return words_.is_a(named, r); }))
                    open_.push_back("the row is not " + word + " " + in_quotes(named) + ", and no \"why\" says why");
        }
        const auto has = [&](const std::string& role) {
            return std::any_of(parts_.begin(), parts_.end(), [&](const row_part& part) {
                const auto& named = part.*side;
                if (!named || leaves_out_on_purpose(part, named)) return true;
                return std::any_of(named->begin(), named->end(), [&](const auto& n) { return words_.is_a(role, n); });
            });
        };
        for (const auto& role : of_row)
            if (!has(role) && !all_kinds(role, has))
                open_.push_back("no part is " + word + " " + in_quotes(role) + ", which the row names");
    }

    /// An abstract role is there when all its kinds are.
    template <class Has>
    bool all_kinds(const std::string& role_id, const Has& has) const {
        bool found = false;
        for (const auto& r : words_.roles) {
            if (r.abstract || r.id == role_id || !words_.is_a(r.id, role_id)) continue;
            if (!has(r.id)) return false;
            found = true;
        }
        return found;
    }

    bool has_protocol(protocol p) const {
        return std::find(row_.protocols.begin(), row_.protocols.end(), p) != row_.protocols.end();
    }

    void check_protocols() {
        for (const auto& part : parts_)
            if (part.protocols && part.why.empty())
                for (const auto p : *part.protocols)
                    if (!has_protocol(p))
                        open_.push_back("the row is not over " + std::string(in_capitals(p)) +
                                        ", and no \"why\" says why");
    }

    static bool is_over(const row_part& part, protocol p) {
        return !part.protocols || leaves_out_on_purpose(part, part.protocols) ||
               std::find(part.protocols->begin(), part.protocols->end(), p) != part.protocols->end();
    }

    void check_ports_left_out(protocol p) {
        port_list wanted, given;
        bool is_custom_wanted = false, is_custom_given = false;
        for (const auto& of_row : row_.ports) {
            wanted.insert(wanted.end(), of_row.ports.begin(), of_row.ports.end());
            is_custom_wanted = is_custom_wanted || of_row.site_only;
        }
        for (const auto& part : parts_) {
            if (!is_over(part, p)) continue;
            given.insert(given.end(), part.ports.begin(), part.ports.end());
            is_custom_given = is_custom_given || part.ports.empty() || !part.why.empty();
        }
        const auto left = without(normalize(std::move(wanted)), normalize(std::move(given)));
        const auto over = " over " + std::string(in_capitals(p));
        if (!left.empty()) open_.push_back("no part has " + to_string(left) + over);
        if (is_custom_wanted && !is_custom_given)
            open_.push_back("no part has the port" + over + " that only the site knows: \"ports\": []");
    }

    void check_ports_added() {
        port_list may;
        bool is_open = false, is_custom = false;
        for (const auto& of_row : row_.ports) {
            for (const auto& range : of_row.ports)
                may.push_back(of_row.open_end ? port_range{range.first, last_port} : range);
            is_open = is_open || of_row.open_end;
            is_custom = is_custom || of_row.site_only;
        }
        may = normalize(std::move(may));
        for (const auto& part : parts_) {
            if (!part.why.empty()) continue;
            const auto more = without(part.ports, may);
            if (!more.empty()) open_.push_back("the row has no " + to_string(more) + ", and no \"why\" says why");
            if (part.ports.empty() && !is_custom)
                open_.push_back("the row names its ports, but a part has none, and no \"why\" says why");
            if (part.open_end && !is_open)
                open_.push_back("the row has no port with an open end, but a part has, and no \"why\" says why");
        }
    }

    void check_endpoints() {
        const bool as_on_page = std::any_of(parts_.begin(), parts_.end(), [](const row_part& part) {
            return !part.endpoints || leaves_out_on_purpose(part, part.endpoints);
        });
        if (as_on_page) return;
        for (const auto& wanted : row_.endpoints) {
            const auto is_it = [&](const endpoint& e) { return e.host == wanted.host && e.path == wanted.path; };
            if (std::none_of(parts_.begin(), parts_.end(), [&](const row_part& part) {
                    return std::any_of(part.endpoints->begin(), part.endpoints->end(), is_it);
                }))
                open_.push_back("no part has the endpoint " + in_quotes(wanted.host + wanted.path));
        }
    }

    const page_row& row_;
    const std::vector<row_part>& parts_;
    const matrix& words_;
    std::vector<std::string> open_;
};

} // namespace

std::vector<std::string> check_row(const page_row& row, const row_roles& roles, const std::vector<row_part>& parts,
                                   const matrix& words) {
    return row_checker(row, parts, words).check(roles);
}

} // namespace fairway
