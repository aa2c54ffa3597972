#include "agent/site/dialogue.hpp"

#include "agent/site/hints.hpp"
#include "agent/site/hosts.hpp"
#include "matrix/site_scope.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <functional>
#include <istream>
#include <ostream>
#include <set>

namespace fairway {

namespace {

/// What is wrong with an answer; nothing when it was taken.
using take_answer = std::function<std::optional<std::string>(const std::string& answer)>;

/// Words between commas and spaces.
std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> found;
    for (std::size_t at = 0; (at = text.find_first_not_of(", \t\r", at)) != std::string::npos;) {
        const std::size_t end = std::min(text.find_first_of(", \t\r", at), text.size());
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

class dialogue {
  public:
    dialogue(const matrix& m, std::istream& in, std::ostream& out, std::size_t width)
        : m_(m), in_(in), out_(out), width_(width) {}

    bool ask_name(site& s, const std::string& own_name) {
        return ask("Name of this host [" + own_name + "]: ", [&](const std::string& answer) {
            const auto name = words(answer);
            if (name.size() > 1) return std::optional(in_quotes(answer) + " is neither a host name nor an IP address");
            if (const auto why = name.empty() ? taken : check_host(name[0])) return why;
            s.hosts.emplace_back().name = name.empty() ? own_name : name[0];
            return taken;
        });
    }

    bool ask_roles(site& s, const std::string& hint) {
        std::vector<std::string> roles;
        for (const auto* r : roles_to_offer(m_))
            roles.push_back(r->id);
        std::size_t widest = 0;
        for (const auto& id : roles)
            widest = std::max(widest, id.size());
        out_ << "\nWhat is this host?\n";
        for (std::size_t i = 0; i < roles.size(); ++i) {
            const auto number = std::to_string(i + 1);
            out_ << wrapped(std::string(number.size() < 4 ? 4 - number.size() : 0, ' ') + number + "  " +
                                padded(roles[i], widest) + "  ",
                            m_.find_role(roles[i])->title, width_);
        }
        if (const auto all = m_.concrete_role_ids().size(); roles.size() < all / 2)
            out_ << wrapped("", "Others are taken by name: `fairway matrix roles` lists them.", width_);
        if (!hint.empty()) out_ << wrapped("Hint: ", hint, width_);

        return ask("Its roles (numbers or names, separated by commas): ", [&](const std::string& answer) {
            std::vector<std::string> chosen;
            for (const auto& word : words(answer)) {
                const bool number = word.find_first_not_of("0123456789") == std::string::npos;
                // Five digits are more than any list has, and fit any integer.
                const std::size_t index = number && word.size() <= 5 ? std::stoul(word) : 0;
                if (number && (index < 1 || index > roles.size()))
                    return std::optional("there is no number " + word + "; the last is " +
                                         std::to_string(roles.size()));
                const std::string& role = number ? roles[index - 1] : word;
                if (auto why = check_host_role(m_, role)) return why;
                if (m_.find_role(role)->external)
                    return std::optional("\"" + role + "\" is an external service, not a host");
                chosen.push_back(role);
            }
            if (chosen.empty()) return std::optional<std::string>("at least one role is needed");
            for (const auto& role : chosen)
                add_role(s, s.hosts.front().name, role);
            return taken;
        });
    }

    /// Hosts of another role, unless this one has it.
    bool ask_peers(site& s, const std::string& role, const std::string& question) {
        const auto& own = s.hosts.front().roles;
        if (!m_.find_role(role) || std::find(own.begin(), own.end(), role) != own.end()) return true;
        return ask(question, [&](const std::string& answer) {
            const auto hosts = words(answer);
            for (const auto& host : hosts)
                if (auto why = check_host(host)) return why;
            for (const auto& host : hosts)
                add_role(s, host, role);
            return taken;
        });
    }

    bool ask_fact(site& s, const fact& f) {
        std::string choices = f.kind == fact::type::boolean ? "y/n" : f.kind == fact::type::version ? "version" : "";
        for (const auto& value : f.values)
            choices += (choices.empty() ? "" : "/") + value;
        return ask(f.question + " [" + choices + "/skip] ", [&](const std::string& answer) {
            const auto given = words(answer);
            if (given.size() > 1) return std::optional("expected one of " + choices + "/skip");
            if (given.empty() || given[0] == "skip" || given[0] == "s") return taken;
            std::string value = given[0];
            if (f.kind == fact::type::boolean) {
                if (value == "y" || value == "yes") value = "true";
                if (value == "n" || value == "no") value = "false";
                if (value != "true" && value != "false") return std::optional<std::string>("expected y, n or skip");
            }
            if (auto why = check_fact(m_, f.id, value)) return why;
            s.facts[f.id] = value;
            return taken;
        });
    }

    void say(const char* text) { out_ << '\n' << wrapped("", text, width_); }

  private:
    static inline const std::optional<std::string> taken;

    /// Until the answer is taken; false at the end of the input.
    bool ask(const std::string& question, const take_answer& take) {
        std::string prompt = wrapped("", question, width_);
        prompt.pop_back(); // the answer goes on the same line
        while (true) {
            out_ << prompt << ' ' << std::flush;
            std::string answer;
            if (!std::getline(in_, answer)) {
                out_ << '\n';
                return false;
            }
            const auto why = take(answer);
            if (!why) return true;
            out_ << wrapped("  ", *why, width_);
        }
    }

    const matrix& m_;
    std::istream& in_;
    std::ostream& out_;
    std::size_t width_;
};

matrix flows_of(matrix m, const site_host& host) {
    std::erase_if(m.flows,
                  [&](const flow& f) { return !m.any_is_a(host.roles, f.from) && !m.any_is_a(host.roles, f.to); });
    return m;
}

} // namespace

std::optional<site> ask_for_site(const matrix& m, const std::string& own_name, std::istream& in,
                                 std::ostream& questions, std::size_t width, const std::string& role_hint) {
    site s;
    dialogue d(m, in, questions, width);
    if (!d.ask_name(s, own_name) || !d.ask_roles(s, role_hint)) return std::nullopt;
    d.say("The other hosts, by name or IP address, separated by commas; press Enter for none.");
    if (!d.ask_peers(s, "backup-server", "Backup server: ")) return std::nullopt;
    if (!d.ask_peers(s, "repository", "Backup repositories: ")) return std::nullopt;
    // Each answer may settle more than its own fact. What only concerns the others is asked when they are set up.
    const matrix own = flows_of(m, s.hosts.front());
    constexpr std::size_t most_asked = 12;
    std::set<const fact*> asked;
    for (;;) {
        const auto open = find_open_facts(s, own);
        if (asked.size() == most_asked) {
            d.say("`fairway site check` lists what else is not known yet.");
            return s;
        }
        const auto next =
            std::find_if(open.begin(), open.end(), [&](const auto& o) { return !asked.contains(o.fact); });
        if (next == open.end()) return s;
        if (asked.empty())
            d.say("Some flows between these hosts are needed only under a condition. If you don't know, press Enter or "
                  "type skip: they are probed anyway.");
        asked.insert(next->fact);
        if (!d.ask_fact(s, *next->fact)) return std::nullopt;
    }
}

} // namespace fairway
