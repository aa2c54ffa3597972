#include "agent/listen_options.hpp"

#include "matrix/nearest.hpp"
#include "probes/address.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>

namespace fairway {

namespace {

namespace po = boost::program_options;

constexpr const char* help =
    R"(fairway listen - stand in on the ports of a host whose services do not exist yet, so that others can prove the way

usage: fairway listen --as ROLE[,ROLE] --key-file KEY [options]
       fairway listen --site FILE [--host NAME] --key-file KEY [options]

Binds every TCP and UDP port that others must reach on this host. Who says hello with the same site key (`fairway check
--key-file KEY --responder THIS-HOST`) gets a keyed answer; nobody else gets anything. Ports that a real service holds
are left to it. Ends by itself, and then says who reached what.

Who this host is
  --as ROLE[,ROLE]         its roles, e.g. agent-windows; `fairway matrix list` shows them
  --site FILE              a file with all hosts, roles and ports; every host finds itself in it
  --host NAME              which host of the site this one is, when its addresses do not tell
  --fact NAME=VALUE        something true of the site, e.g. netbios=false; may be given several times
  --matrix ID|FILE         another matrix than the shipped veeam-agents

How to listen
  --key-file KEY           the site key, as `fairway key create` makes it; mode 600
  --for TIME               how long, e.g. 90s, 30m or 2h, up to 24h; default 30m
  --from HOST[,HOST]       turn everybody else away
  --address ADDR[,ADDR]    listen on these addresses of this host only; default: all, IPv4 and IPv6

Ports below 1024 need root, which is given up as soon as they are bound. Nothing is changed in any firewall.

Exit codes: 0 it listened on every port that is not in use, 3 some ports could not be bound, 2 wrong usage or
            configuration, 4 Fairway itself could not work.
)";

class reader {
  public:
    reader() {
        auto add = described_.add_options();
        for (const char* name : {"as", "site", "host", "fact", "matrix", "key-file", "for", "from", "address"})
            add(name, po::value<std::vector<std::string>>()->composing());
        add("help,h", "");
    }

    read_result<listen_options> read(const arguments& args) {
        po::variables_map given;
        try {
            using style = po::command_line_style::style_t;
            const int no_guessing = style::unix_style & ~style::allow_guessing;
            po::store(po::command_line_parser(args).options(described_).positional({}).style(no_guessing).run(), given);
        } catch (const po::unknown_option& e) {
            return fail(e.get_option_name(), "unknown option" + did_you_mean(e.get_option_name(), names()));
        } catch (const po::too_many_positional_options_error&) {
            return fail("", "unexpected word; options begin with --");
        } catch (const po::error_with_option_name& e) {
            return fail(e.get_option_name(), "needs a value");
        } catch (const po::error& e) {
            return fail("", e.what());
        }
        listen_options o;
        o.help = given.count("help") != 0;
        if (o.help) return {std::move(o), {}};
        fill(o, given);
        if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
        return {std::move(o), {}};
    }

  private:
    read_result<listen_options> fail(const std::string& option, std::string message) {
        problem(option, std::move(message));
        return {std::nullopt, std::move(problems_)};
    }

    void problem(const std::string& option, std::string message) {
        problems_.push_back({option, "", std::move(message)});
    }

    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const auto& o : described_.options())
            result.push_back("--" + o->long_name());
        return result;
    }

    static std::vector<std::string> all(const po::variables_map& given, const std::string& name) {
        return given.count(name) != 0 ? given[name].as<std::vector<std::string>>() : std::vector<std::string>();
    }

    std::string once(const po::variables_map& given, const std::string& name) {
        const auto values = all(given, name);
        if (values.empty()) return {};
        if (values.size() > 1)
            problem("--" + name, "given " + std::to_string(values.size()) + " times; once was expected");
        if (values.front().empty()) problem("--" + name, "is empty");
        return values.front();
    }

    std::vector<std::string> list(const po::variables_map& given, const std::string& name) {
        std::vector<std::string> parts;
        for (const auto& text : all(given, name))
            for (std::size_t at = 0; at <= text.size();) {
                const auto comma = std::min(text.find(',', at), text.size());
                if (comma == at)
                    problem("--" + name, "\"" + text + "\" has an empty name between commas");
                else
                    parts.push_back(text.substr(at, comma - at));
                at = comma + 1;
            }
        return parts;
    }

    void fill(listen_options& o, const po::variables_map& given) {
        o.who.roles = list(given, "as");
        o.who.site_file = once(given, "site");
        o.who.host = once(given, "host");
        o.who.matrix = once(given, "matrix");
        for (const auto& text : all(given, "fact")) {
            const auto equals = text.find('=');
            if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
                problem("--fact", "\"" + text + "\": expected NAME=VALUE, e.g. netbios=false");
            else
                o.who.facts.emplace_back(text.substr(0, equals), text.substr(equals + 1));
        }
        o.key_file = once(given, "key-file");
        o.from = list(given, "from");
        o.addresses = list(given, "address");
        for (const auto& a : o.addresses)
            if (!parse_address(a)) problem("--address", "\"" + a + "\": expected an IP address of this machine");
        if (const auto text = once(given, "for"); !text.empty()) {
            if (const auto time = parse_duration(text))
                o.lifetime = *time;
            else
                problem("--for", "\"" + text + "\": expected a time from 1s to 24h, e.g. 90s, 30m or 2h");
        }
        if (o.key_file.empty() && given.count("key-file") == 0)
            problem("--key-file", "is needed: only who holds the site key gets an answer. "
                                  "Make one with `fairway key create --output FILE`");
        if (o.who.site_file.empty()) {
            if (o.who.roles.empty())
                problem("", "what is this host? Say it with --as ROLE (e.g. --as agent-linux), or give a --site FILE");
            if (!o.who.host.empty()) problem("--host", "names a host of a site file: give one with --site FILE");
        }
    }

    po::options_description described_;
    std::vector<fairway::problem> problems_;
};

} // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t unit = 0;
    switch (text.back()) {
    case 's': unit = 1; break;
    case 'm': unit = 60; break;
    case 'h': unit = 3600; break;
    default: return std::nullopt;
    }
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, number);
    if (error != std::errc() || end != text.data() + text.size() - 1) return std::nullopt;
    const std::int64_t seconds = number * unit;
    if (seconds < 1 || seconds > 24 * 3600) return std::nullopt;
    return std::chrono::seconds(seconds);
}

read_result<listen_options> read_listen_options(const arguments& args) {
    return reader().read(args);
}

std::string listen_help() {
    return help;
}

} // namespace fairway
