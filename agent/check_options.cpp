#include "agent/check_options.hpp"

#include "agent/output/format.hpp"
#include "matrix/nearest.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>

namespace fairway {

namespace {

namespace po = boost::program_options;

constexpr const char* check_usage =
    R"(fairway check - probe every flow that this host's roles require, and report what was found

usage: fairway check --as ROLE[,ROLE] --peer ROLE=HOST[,HOST]... [options]
       fairway check --site FILE [--host NAME] [options]
)";

constexpr const char* plan_usage =
    R"(fairway plan - what check would probe from here, what not and why, and what others must probe

usage: fairway plan --as ROLE[,ROLE] --peer ROLE=HOST[,HOST]... [options]
       fairway plan --site FILE [--host NAME] [options]

Sends nothing on the network.
)";

constexpr const char* what_help = R"(
What to check
  --as ROLE[,ROLE]         what this host is, e.g. agent-linux; `fairway matrix list` shows the roles
  --peer ROLE=HOST[,HOST]  hosts of a role that this one works with; may be given several times;
                           HOST:PORT for an external service on a port of its own
  --site FILE              a file with all hosts, roles and facts (see `fairway site init`)
  --host NAME              which host of the site this one is, when its addresses do not tell
  --stand-in-for NAME      probe in place of a host of the site that admits no foreign program
  --fact NAME=VALUE        something true of the site, e.g. netbios=false; may be given several times
  --phase PHASE            onboarding: services of hosts yet to be onboarded may be missing (default of check)
                           operation: everything must answer
  --planned HOST           this host's services do not exist yet, whatever the phase says
  --only GLOB              only flows whose id matches, e.g. 'agent-linux:repository:*'
  --sample N               of each range probe only N ports: its edges and a choice between
  --no-identify            only connect: do not ask open ports which protocol they speak
  --matrix ID|FILE         another matrix than the shipped veeam-agents
)";

constexpr const char* how_help = R"(
How to probe
  --timeout SECONDS        how long to wait for each answer, 0.2 to 60; default 3.5
  --key-file KEY           the site key (see `fairway key`), for --responder
  --responder HOST[,HOST]  `fairway listen` runs on these hosts: say hello there, and so prove every port that it
                           stands in on. Never said to other hosts
  --rate N                 new connections a second to one address, after a burst of 100; 0: no limit;
                           default 1000
  --no-trace               do not ask who really answered and where silent packets end (hop checks)

What to say
  --format text|json       default text
  --output FILE            write the report to FILE, all at once, instead of standard output
  --strict                 a warning counts as a failure

Exit codes: 0 nothing worse than a warning, 1 something failed, 2 wrong usage or configuration,
            3 something is unknown or the run was interrupted, 4 Fairway itself could not work.
)";

class reader {
  public:
    explicit reader(check_mode mode) : mode_(mode) {
        auto add = described_.add_options();
        const auto one = [] { return po::value<std::vector<std::string>>()->composing(); };
        for (const char* name :
             {"as", "peer", "site", "host", "stand-in-for", "fact", "phase", "planned", "only", "sample", "matrix"})
            add(name, one());
        if (mode == check_mode::check) {
            for (const char* name : {"format", "output", "timeout", "rate", "key-file", "responder"})
                add(name, one());
            add("strict", "");
            add("no-trace", "");
        }
        add("no-identify", "");
        add("help,h", "");
    }

    read_result<check_options> read(const arguments& args) {
        po::variables_map given;
        try {
            using style = po::command_line_style::style_t;
            // No guessing of abbreviations: what a script says today must mean the same tomorrow.
            const int no_guessing = style::unix_style & ~style::allow_guessing;
            po::store(po::command_line_parser(args).options(described_).positional({}).style(no_guessing).run(), given);
        } catch (const po::unknown_option& e) {
            problem(e.get_option_name(), "unknown option" + did_you_mean(e.get_option_name(), names()));
            return {std::nullopt, std::move(problems_)};
        } catch (const po::too_many_positional_options_error&) {
            problem("", "unexpected word; options begin with --");
            return {std::nullopt, std::move(problems_)};
        } catch (const po::error_with_option_name& e) {
            problem(e.get_option_name(), "needs a value");
            return {std::nullopt, std::move(problems_)};
        } catch (const po::error& e) {
            problem("", e.what());
            return {std::nullopt, std::move(problems_)};
        }
        check_options o;
        o.help = given.count("help") != 0;
        if (o.help) return {std::move(o), {}};
        fill(o, given);
        if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
        return {std::move(o), {}};
    }

  private:
    void problem(const std::string& option, std::string message) {
        problems_.push_back({option, "", std::move(message)});
    }

    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const auto& o : described_.options())
            result.push_back("--" + o->long_name());
        return result;
    }

    static std::vector<std::string> all(const po::variables_map& given, const char* name) {
        return given.count(name) != 0 ? given[name].as<std::vector<std::string>>() : std::vector<std::string>();
    }

    // The value of an option that may be given once.
    std::optional<std::string> once(const po::variables_map& given, const char* name) {
        const auto values = all(given, name);
        if (values.empty()) return std::nullopt;
        if (values.size() > 1)
            problem(option(name), "given " + std::to_string(values.size()) + " times; once was expected");
        if (values.front().empty()) problem(option(name), "is empty");
        return values.front();
    }

    static std::string option(const std::string& name) { return "--" + name; }

    std::vector<std::string> split(const char* name, const std::string& text) {
        std::vector<std::string> parts;
        for (std::size_t at = 0; at <= text.size();) {
            const auto comma = std::min(text.find(',', at), text.size());
            if (comma == at)
                problem(option(name), "\"" + text + "\" has an empty name between commas");
            else
                parts.push_back(text.substr(at, comma - at));
            at = comma + 1;
        }
        return parts;
    }

    std::optional<std::pair<std::string, std::string>> pair(const char* name, const std::string& text,
                                                            const char* expected) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
            problem(option(name), "\"" + text + "\": expected " + expected);
            return std::nullopt;
        }
        return std::pair(text.substr(0, equals), text.substr(equals + 1));
    }

    std::optional<double> number(const po::variables_map& given, const char* name, double least, double most,
                                 const char* unit) {
        const auto text = once(given, name);
        if (!text) return std::nullopt;
        double value = 0;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
        if (error != std::errc() || end != text->data() + text->size() || !(value >= least && value <= most)) {
            problem(option(name), "\"" + *text + "\": expected " + unit);
            return std::nullopt;
        }
        return value;
    }

    void fill(check_options& o, const po::variables_map& given) {
        for (const auto& text : all(given, "as"))
            for (auto& role : split("as", text))
                o.roles.push_back(std::move(role));
        for (const auto& text : all(given, "peer"))
            if (const auto p = pair("peer", text, "ROLE=HOST, e.g. backup-server=vbr01"))
                for (auto& host : split("peer", p->second))
                    o.peers.push_back({p->first, std::move(host)});
        for (const auto& text : all(given, "fact"))
            if (auto p = pair("fact", text, "NAME=VALUE, e.g. netbios=false")) o.facts.push_back(std::move(*p));
        for (const auto& text : all(given, "planned"))
            for (auto& host : split("planned", text))
                o.plan.planned.push_back(std::move(host));
        o.site_file = once(given, "site").value_or("");
        o.host = once(given, "host").value_or("");
        o.stand_in_for = once(given, "stand-in-for").value_or("");
        o.matrix = once(given, "matrix").value_or("");
        o.plan.only = once(given, "only").value_or("");
        o.identify = given.count("no-identify") == 0;
        if (const auto word = once(given, "phase")) {
            if (const auto p = parse_phase(*word))
                o.plan.phase = *p;
            else
                problem("--phase", "\"" + *word + "\": expected onboarding or operation");
        }
        if (const auto n = number(given, "sample", 2, 65535, "a whole number of ports from 2 to 65535"))
            o.plan.sample = static_cast<std::size_t>(*n);
        if (mode_ == check_mode::check) {
            if (const auto word = once(given, "format")) {
                o.format = *word;
                if (find_format(*word) == nullptr)
                    problem("--format", "unknown format \"" + *word + "\"; known are: " + format_names());
            }
            o.output = once(given, "output").value_or("");
            if (const auto seconds = number(given, "timeout", 0.2, 60, "seconds from 0.2 to 60"))
                o.timeout = std::chrono::milliseconds(static_cast<long>(*seconds * 1000));
            if (const auto n =
                    number(given, "rate", 0, 1e6, "connections a second from 1 to 1000000, or 0 for no limit"))
                o.rate = *n;
            o.key_file = once(given, "key-file").value_or("");
            for (const auto& text : all(given, "responder"))
                for (auto& host : split("responder", text))
                    o.responders.push_back(std::move(host));
            if (o.responders.empty() && given.count("key-file") != 0)
                problem("--key-file", "says nothing without --responder HOST: the key is for the responders there");
            if (!o.responders.empty() && given.count("key-file") == 0)
                problem("--responder", "needs the site key that the responders have: --key-file KEY");
            o.strict = given.count("strict") != 0;
            o.trace = given.count("no-trace") == 0;
        }

        if (o.site_file.empty()) {
            if (o.roles.empty())
                problem("", "what is this host? Say it with --as ROLE (e.g. --as agent-linux), or give a --site FILE");
            if (o.peers.empty())
                problem("", "which hosts does it work with? Name them with --peer ROLE=HOST "
                            "(e.g. --peer backup-server=vbr01), or give a --site FILE");
            for (const auto& [name, value] :
                 {std::pair("--host", &o.host), std::pair("--stand-in-for", &o.stand_in_for)})
                if (!value->empty()) problem(name, "names a host of a site file: give one with --site FILE");
        } else if (!o.host.empty() && !o.stand_in_for.empty()) {
            problem("--host", "cannot be combined with --stand-in-for: both say whose roles to probe with");
        }
    }

    check_mode mode_;
    po::options_description described_;
    std::vector<fairway::problem> problems_;
};

} // namespace

read_result<check_options> read_check_options(const arguments& args, check_mode mode) {
    return reader(mode).read(args);
}

std::string check_help(check_mode mode) {
    if (mode == check_mode::plan) return std::string(plan_usage) + what_help;
    return std::string(check_usage) + what_help + how_help;
}

} // namespace fairway
