#include "agent/service/config.hpp"

#include "agent/find_matrix.hpp"
#include "agent/proxy.hpp"
#include "agent/reporting/collector_url.hpp"
#include "agent/service/config_keys.hpp"
#include "agent/source.hpp"
#include "matrix/plan.hpp"
#include "support/duration.hpp"
#include "support/folder.hpp"
#include "support/system/file.hpp"
#include "support/system/path.hpp"
#include "support/text_file.hpp"
#include "text/json_text.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace fairway {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::size_t largest_config = 1024 * 1024; // bytes

/// Whether `text` is a loopback address and a port: "127.0.0.1:9441", "[::1]:9441".
bool is_loopback_endpoint(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return false;
    const std::string host = text.substr(0, colon), port = text.substr(colon + 1);
    if (host != "[::1]" && !(host.starts_with("127.") && is_ip_address(host))) return false;
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return error == std::errc() && end == port.data() + port.size() && number <= 65535;
}

class config_reader {
  public:
    config_reader(const std::string& file, problem_list& problems) : file_(file), problems_(problems) {}

    service_config read(const json& value) {
        const object_reader top(value, "", agent_keys::top, problems_);
        service_config c;
        c.file = file_;
        read_whom(top, c.check);
        read_how(top, c);
        c.metrics = read_metrics(top, c.metrics);
        read_log(top, c);
        c.proxy = read_proxy(top);
        if (top.has("state")) c.state = relative(top.text("state"));
        if (const auto* spool = top.find("spool")) {
            const object_reader in(*spool, top.at("spool"), agent_keys::spool, problems_);
            c.spool_mebibytes = whole(in, "mebibytes", 1, 4096).value_or(c.spool_mebibytes);
            c.spool_days = whole(in, "days", 1, 7).value_or(c.spool_days);
        }
        return c;
    }

  private:
    // Relative to the configuration, so that it can be copied together with what it names.
    std::string relative(const std::string& path) const { return beside(file_, path); }

    void read_whom(const object_reader& top, check_options& o) {
        o.site_file = relative(top.text("site"));
        o.host = top.text("host");
        if (top.has("matrix") && top.has("matrices"))
            top.fail("matrix", "\"matrices\" is there already; use only that");
        for (auto& [name, at] : top.texts("matrices", false))
            o.matrices.push_back(std::move(name));
        if (auto name = top.text("matrix"); !name.empty()) o.matrices.push_back(std::move(name));
        for (auto& name : o.matrices)
            if (!is_shipped_matrix(name) && looks_like_path(name)) name = relative(name);
        for (auto& [role, at] : top.texts("as", false))
            o.roles.push_back(std::move(role));
        for (const auto& [role, hosts] : top.members("peers"))
            for (const auto& host : texts_of(*hosts, step(top.at("peers"), role)))
                o.peers.push_back({role, host});
        for (const auto& [id, fact] : top.members("facts")) {
            const auto at = step(top.at("facts"), id);
            if (fact->is_boolean())
                o.facts.emplace_back(id, fact->get<bool>() ? "true" : "false");
            else if (fact->is_string())
                o.facts.emplace_back(id, read_text(*fact, at, problems_).value_or(""));
            else
                problems_.add(at, "expected true, false or a string, found " + describe(*fact));
        }
        if (top.has("site")) return;
        if (!top.has("as"))
            problems_.add("", "which roles does this host have? Give \"as\": [\"ROLE\"] or a \"site\" file");
        if (!top.has("peers"))
            problems_.add("", "which hosts does this host work with? Give \"peers\": {\"ROLE\": [\"HOST\"]} or a "
                              "\"site\" file");
        if (top.has("host")) top.fail("host", "needs a site file: add \"site\"");
    }

    void read_how(const object_reader& top, service_config& c) {
        using namespace std::chrono_literals;
        auto& o = c.check;
        o.plan.phase = phase::operation; // what is watched stands; `fairway check` is for what is yet to come
        if (const auto word = top.word("phase", {"onboarding", "operation"})) o.plan.phase = *parse_phase(*word);
        c.interval = seconds(top, "interval", 30s, 24h, "30s to 24h").value_or(c.interval);
        // Longer, and the silence of a run might look like a hang to the service manager.
        if (const auto t = duration(top, "timeout", 200ms, 20s, "200ms to 20s")) o.timeout = *t;
        c.recheck_after = seconds(top, "recheck_after", 0s, 30s, "0s (none) to 30s").value_or(c.recheck_after);
        if (const auto* rate = top.find("rate")) {
            if (rate->is_number() && rate->get<double>() >= 0 && rate->get<double>() <= 1e6)
                o.rate = rate->get<double>();
            else
                top.fail("rate", "expected connections per second from 1 to 1000000, or 0 for no limit, found " +
                                     describe(*rate));
        }
        o.plan.sample = whole(top, "sample", 0, 65535).value_or(16);
        if (o.plan.sample == 1) top.fail("sample", "expected 0 (all ports) or 2 to 65535 ports, found the number 1");
        for (auto& [glob, at] : top.texts("full_ranges", true))
            c.full_ranges.push_back(std::move(glob));
        for (auto& [entry, at] : top.texts("source", false))
            o.source.push_back(std::move(entry));
        if (const auto wrong = check_source(o.source)) top.fail("source", *wrong);
        if (top.has("identify")) o.identify = top.flag("identify");
        if (top.has("trace")) o.trace = top.flag("trace");
    }

    std::string read_metrics(const object_reader& top, std::string standard) {
        const auto* value = top.find("metrics");
        if (value == nullptr) return standard;
        if (value->is_null()) return "";
        const auto text = top.text("metrics");
        if (!text.empty() && !is_loopback_endpoint(text))
            top.fail("metrics", "expected a loopback address and a port such as \"127.0.0.1:9441\", or null, found " +
                                    in_quotes(text));
        return text;
    }

    void read_log(const object_reader& top, service_config& c) {
        const auto* value = top.find("log");
        if (value == nullptr) return;
        const object_reader in(*value, top.at("log"), agent_keys::log, problems_);
        if (in.word("format", {"text", "json"}) == "json") c.format = log_format::json;
        const std::vector<std::string> levels{"debug", "info", "warning", "error"};
        if (const auto word = in.word("level", levels))
            c.level = static_cast<log_level>(std::find(levels.begin(), levels.end(), *word) - levels.begin());
    }

    std::string read_proxy(const object_reader& top) {
        const auto* value = top.find("proxy");
        if (value == nullptr) return "";
        if (value->is_null()) return "none";
        const auto text = top.text("proxy");
        if (text.empty()) return text;
        if (const auto url = parse_proxy_url(text); !url) top.fail("proxy", url.problems.front().message);
        return text;
    }

    std::optional<milliseconds> duration(const object_reader& in, std::string_view name, milliseconds least,
                                         milliseconds most, const std::string& range) {
        const auto* value = in.find(name);
        if (value == nullptr) return std::nullopt;
        const auto given = value->is_string() ? parse_duration(value->get_ref<const std::string&>()) : std::nullopt;
        if (given && *given >= least && *given <= most) return given;
        in.fail(name, "expected a time from " + range + " in quotes, found " + describe(*value));
        return std::nullopt;
    }

    std::optional<std::chrono::seconds> seconds(const object_reader& in, std::string_view name, milliseconds least,
                                                milliseconds most, const std::string& range) {
        const auto given = duration(in, name, least, most, range);
        if (!given) return std::nullopt;
        if (given->count() % 1000 == 0) return std::chrono::duration_cast<std::chrono::seconds>(*given);
        in.fail(name, "expected whole seconds, found " + std::to_string(given->count()) + " ms");
        return std::nullopt;
    }

    std::optional<std::size_t> whole(const object_reader& in, std::string_view name, std::size_t least,
                                     std::size_t most) {
        const auto* value = in.find(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_number_unsigned())
            if (const auto n = value->get<std::uint64_t>(); n >= least && n <= most) return static_cast<std::size_t>(n);
        in.fail(name, "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                          ", found " + describe(*value));
        return std::nullopt;
    }

    std::vector<std::string> texts_of(const json& value, const std::string& at) {
        std::vector<std::string> texts;
        if (!value.is_array() || value.empty()) {
            problems_.add(at, "expected a list of hosts, found " +
                                  (value.is_array() ? std::string("an empty one") : describe(value)));
            return texts;
        }
        for (std::size_t i = 0; i < value.size(); ++i)
            if (auto text = read_text(value[i], step(at, i), problems_)) texts.push_back(std::move(*text));
        return texts;
    }

    const std::string& file_;
    problem_list& problems_;
};

/// The problems of options, at the keys that stand for them.
problem at_its_key(problem p, const std::string& file) {
    static constexpr std::pair<std::string_view, std::string_view> keys[] = {
        {"--host", "/host"},  {"--as", "/as"},         {"--peer", "/peers"},
        {"--fact", "/facts"}, {"--matrix", "/matrix"}, {"--source", "/source"}};
    for (const auto& [option, pointer] : keys)
        if (p.file == option) return {file, std::string(pointer), std::move(p.message)};
    return p;
}

/// What of the configuration the matrix does not know.
void hold_against(const matrix& m, const service_config& c, problem_list& problems) {
    const auto& o = c.check;
    for (std::size_t i = 0; i < o.roles.size(); ++i)
        if (const auto wrong = check_host_role(m, o.roles[i])) problems.add(step("/as", i), *wrong);
    std::string told;
    for (const auto& peer : o.peers)
        if (const auto wrong = check_host_role(m, peer.role); wrong && told != peer.role) {
            problems.add(step("/peers", peer.role), *wrong);
            told = peer.role;
        }
    for (const auto& [id, value] : o.facts)
        if (const auto wrong = check_fact(m, id, value)) problems.add(step("/facts", id), *wrong);
    for (std::size_t i = 0; i < c.full_ranges.size(); ++i)
        if (const auto wrong = check_flow_glob(m, c.full_ranges[i])) problems.add(step("/full_ranges", i), *wrong);
}

/// Whether a file is not there, or not yet: its disk or its server may be late. One that may not be read is there.
bool is_missing(const std::string& path) {
    const auto there = look_at(path);
    if (there.kind == file_kind::missing) return true;
    for (const auto late : {std::errc::io_error, std::errc::not_connected, std::errc::timed_out,
                            std::errc::host_unreachable, std::errc::no_such_device_or_address})
        if (there.error == late) return true;
    return false;
}

/// Whether the options lack nothing but an address that this host may yet get: it has none of those that probes are to
/// leave from, or no host of the site is this one, and if one were, all would be well.
bool lacks_an_address(const check_options& o, const matrix& m, const std::string& site_text,
                      const local_identity& local) {
    if (const auto a = make_assignment(o, m, site_text, local))
        return !source_of(*a.value, o, local) && with_credentials(with_proxy(a, o)).value.has_value();
    if (o.site_file.empty() || !o.host.empty()) return false;
    const auto s = read_site(site_text, o.site_file, m);
    if (!s || s.value->hosts.empty() || !hosts_like_us(*s.value, local).empty()) return false;
    auto as_another = o;
    as_another.host = s.value->hosts.front().name;
    return make_assignment(as_another, m, site_text, local).value.has_value();
}

} // namespace

read_result<service_config> read_service_config(std::string_view text, const std::string& file) {
    json_limits limits;
    limits.quote = false; // it could be the password of the proxy
    auto parsed = parse_json(text, file, limits);
    if (!parsed) return {std::nullopt, std::move(parsed.problems)};
    problem_list problems(file);
    service_config c;
    if (is_of_schema(*parsed.value, "fairway-agent/1", problems)) c = config_reader(file, problems).read(*parsed.value);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(c), {}};
}

service_load load_service(const std::string& file, const local_identity& local) {
    const auto text = read_text_file(file, largest_config);
    if (!text) return {std::nullopt, text.problems, std::nullopt};
    auto c = read_service_config(*text.value, file);
    if (!c) return {std::nullopt, std::move(c.problems), std::nullopt};

    const auto at_keys = [&](std::vector<problem> problems, bool may_pass) {
        for (auto& p : problems)
            p = at_its_key(std::move(p), file);
        return service_load{std::nullopt, std::move(problems), may_pass ? std::move(c.value) : std::nullopt};
    };
    const auto& o = c.value->check;
    const auto site_text = read_site_text(o);
    const auto names = matrices_for(o, site_text.value.value_or(""));
    auto m = find_matrices_with_all_words(names);
    const auto is_late = [](const auto& name) { return !folder_part(name).empty() && is_missing(name); };
    if (!m) return at_keys(m.problems, std::any_of(names.begin(), names.end(), is_late));
    problem_list known(file);
    hold_against(*m.value, *c.value, known);
    auto a = site_text ? make_assignment(o, *m.value, *site_text.value, local)
                       : read_result<assignment>{std::nullopt, site_text.problems};
    a = with_credentials(with_proxy(with_source(std::move(a), o, local), o));
    if (known.empty()) {
        if (!a) {
            const bool may_pass =
                site_text ? lacks_an_address(o, *m.value, *site_text.value, local) : is_missing(o.site_file);
            return at_keys(std::move(a.problems), may_pass);
        }
        return {loaded_service{std::move(*c.value), std::move(*a.value)}, {}, std::nullopt};
    }
    auto problems = std::move(known).take();
    // What is wrong with roles and facts is told already, and better.
    for (auto& p : a.problems)
        if (p.file != "--as" && p.file != "--peer" && p.file != "--fact") problems.push_back(std::move(p));
    return at_keys(std::move(problems), false);
}

} // namespace fairway
