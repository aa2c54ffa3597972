#include "matrix/fill_in.hpp"
#include "matrix/finding.hpp"
#include "matrix/host_list.hpp"
#include "matrix/port_reader.hpp"
#include "matrix/site.hpp"
#include "matrix/site_keys.hpp"
#include "matrix/source.hpp"
#include "text/json_text.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <set>

namespace fairway {

namespace {

using nlohmann::json;

class site_reader {
  public:
    site_reader(const matrix& m, problem_list& problems) : m_(m), problems_(problems), hosts_(m, problems) {}

    site read(const json& file) {
        const object_reader top(file, "", site_keys::top, problems_);
        read_matrices(top);
        s_.facts = read_facts(top);
        s_.proxy = read_proxy(top);
        for (const auto& [value, at] : top.list("hosts", true))
            s_.hosts.push_back(read_host({*value, at, site_keys::host, problems_}));
        read_endpoints(top);
        for (auto& [file_name, at] : top.texts("certificates", true))
            s_.certificates.push_back(std::move(file_name));
        for (const auto& [value, at] : top.list("accept", true))
            s_.accept.push_back(read_acceptance({*value, at, site_keys::accept, problems_}));
        return std::move(s_);
    }

  private:
    void read_matrices(const object_reader& top) {
        for (auto& [name, at] : top.texts("matrices", false))
            s_.matrices.push_back(std::move(name));
        if (!top.has("matrix")) return;
        if (top.has("matrices")) return top.fail("matrix", "\"matrices\" is there already; use only that");
        if (auto name = top.text("matrix"); !name.empty()) s_.matrices = {std::move(name)};
    }

    site_host read_host(const object_reader& in) {
        site_host host;
        host.name = in.text("name");
        hosts_.begin(host.name, in.at("name"));
        if (in.has("addresses")) {
            for (auto& [address, at] : in.texts("addresses", false)) {
                hosts_.check_address(address, at);
                host.addresses.push_back(std::move(address));
            }
        } else if (!check_host(host.name)) {
            hosts_.check_address(host.name, in.at("name"));
        }
        for (auto& [role, at] : in.texts("roles", false)) {
            hosts_.check_role(role, at);
            host.roles.push_back(std::move(role));
        }
        host.facts = read_facts(in);
        for (const auto& [id, value] : host.facts)
            hosts_.check_fact(id, value, step(in.at("facts"), id));
        read_overrides(in, host);
        if (in.has("installed")) host.installed = in.flag("installed");
        for (auto& [entry, at] : in.texts("source", false))
            host.source.push_back(std::move(entry));
        if (const auto wrong = check_source(host.source)) in.fail("source", *wrong);
        host.proxy = read_proxy(in);
        host.labels = read_labels(in);
        return host;
    }

    std::optional<proxy_use> read_proxy(const object_reader& in) {
        const auto* value = in.find("proxy");
        if (value == nullptr || value->is_null()) {
            for (const char* key : {"proxy_credentials_file", "no_proxy"})
                if (in.has(key)) in.fail(key, "has no effect without the URL of a \"proxy\"");
            return value == nullptr ? std::nullopt : std::optional(proxy_use{});
        }
        proxy_use use;
        use.url = in.text("proxy");
        if (!use.url.empty())
            if (const auto wrong = check_proxy_url(use.url)) in.fail("proxy", *wrong);
        if (in.has("proxy_credentials_file")) use.credentials_file = in.text("proxy_credentials_file");
        for (auto& [entry, at] : in.texts("no_proxy", true)) {
            if (const auto wrong = check_proxy_exception(entry)) problems_.add(at, *wrong);
            use.except.push_back(std::move(entry));
        }
        return use;
    }

    host_labels read_labels(const object_reader& in) {
        const auto check = [&](const std::string& text, const std::string& at) {
            if (const auto wrong = check_label(text)) problems_.add(at, *wrong);
        };
        host_labels labels{in.text("owner"), in.text("contact"), {}};
        check(labels.owner, in.at("owner"));
        check(labels.contact, in.at("contact"));
        for (auto& [tag, at] : in.texts("tags", true)) {
            check(tag, at);
            labels.tags.push_back(std::move(tag));
        }
        if (labels.tags.size() > host_labels::most_tags)
            in.fail("tags", "has " + std::to_string(labels.tags.size()) + " entries; at most " +
                                std::to_string(host_labels::most_tags) + " are kept");
        return labels;
    }

    /// Those that are all right.
    fact_values read_facts(const object_reader& in) {
        fact_values facts;
        for (const auto& [id, value] : in.members("facts")) {
            const auto at = step(in.at("facts"), id);
            const auto* f = m_.find_fact(id);
            const bool boolean = f && f->kind == fact::type::boolean;
            if (f && !(boolean ? value->is_boolean() : value->is_string())) {
                problems_.add(at, "expected " + expected(*f) + ", found " + describe(*value));
                continue;
            }
            auto text = value->is_string() ? value->get<std::string>() : value->dump();
            if (const auto why = check_fact(m_, id, text))
                problems_.add(at, *why);
            else
                facts[id] = std::move(text);
        }
        return facts;
    }

    static std::string expected(const fact& f) {
        switch (f.kind) {
        case fact::type::boolean: return "true or false";
        case fact::type::version: return "a version in quotes, such as \"13.0.1\"";
        case fact::type::enumeration: return listed(f.values) + ", in quotes";
        }
        return "";
    }

    void read_overrides(const object_reader& in, site_host& host) {
        for (const auto& [key, value] : in.members("ports")) {
            const auto at = step(in.at("ports"), key);
            auto o = hosts_.check_override(key, host, at);
            if (!o) continue;
            if (auto ports = read_override(*value, at)) host.ports.push_back({o->of, std::move(*ports)});
        }
    }

    /// "2500-2509,2600", or a single port as a number.
    std::optional<port_list> read_override(const json& value, const std::string& at) {
        if (!value.is_string()) {
            const auto range = read_ports(value, at, problems_);
            return range ? std::optional(port_list{*range}) : std::nullopt;
        }
        std::string why;
        auto ports = parse_port_list(value.get_ref<const std::string&>(), &why);
        if (!ports) problems_.add(at, why);
        return ports;
    }

    void read_endpoints(const object_reader& top) {
        const auto names = names_to_fill_in(m_);
        std::vector<std::string> known{"region"};
        known.insert(known.end(), names.placeholders.begin(), names.placeholders.end());
        for (const auto& r : m_.roles)
            if (r.external && !r.abstract) known.push_back(r.id);

        for (const auto& [key, value] : top.members("endpoints")) {
            const auto at = step(top.at("endpoints"), key);
            if (std::find(known.begin(), known.end(), key) == known.end()) {
                const auto* r = m_.find_role(key);
                problems_.add(at, r && !r->external ? "the role " + in_quotes(key) +
                                                          " is for this site's own hosts; list them in \"hosts\""
                                                    : "unknown name " + in_quotes(key) + choices(key, known));
            } else if (key == "region") {
                s_.region = read_region(*value, at, names.regions);
            } else if (std::binary_search(names.placeholders.begin(), names.placeholders.end(), key)) {
                s_.placeholders[key] = read_placeholder(*value, at);
            } else {
                s_.endpoints[key] = read_endpoint_list(*value, at);
            }
        }
    }

    std::string read_region(const json& value, const std::string& at, const std::vector<std::string>& regions) {
        const auto region = read_text(value, at, problems_);
        if (!region) return "";
        if (std::find(regions.begin(), regions.end(), *region) == regions.end())
            problems_.add(at, "unknown region " + in_quotes(*region) + choices(*region, regions));
        return *region;
    }

    /// It becomes a part of host names.
    std::string read_placeholder(const json& value, const std::string& at) {
        const auto text = read_text(value, at, problems_);
        if (!text) return "";
        if (!is_host(*text)) problems_.add(at, "expected letters, digits, \"-\" and \".\", found " + in_quotes(*text));
        return *text;
    }

    /// An empty list says that the site uses the service, by the names that the matrix has for it.
    std::vector<site_endpoint> read_endpoint_list(const json& value, const std::string& at) {
        std::vector<site_endpoint> endpoints;
        if (!value.is_array()) {
            problems_.add(at, "expected a list such as [\"host\", \"host:443\"], found " + describe(value));
            return endpoints;
        }
        for (std::size_t i = 0; i < value.size(); ++i)
            if (const auto text = read_text(value[i], step(at, i), problems_))
                if (auto endpoint = read_endpoint(*text, step(at, i))) endpoints.push_back(std::move(*endpoint));
        return endpoints;
    }

    std::optional<site_endpoint> read_endpoint(std::string_view text, const std::string& at) {
        std::string why;
        auto endpoint = parse_site_endpoint(text, &why);
        if (!endpoint) problems_.add(at, why);
        return endpoint;
    }

    acceptance read_acceptance(const object_reader& in) {
        acceptance a{in.text("flow"), in.text("host"), in.text("finding"), in.text("reason"), in.text("until")};
        if (!a.flow.empty())
            if (const auto wrong = check_flow_glob(m_, a.flow)) in.fail("flow", *wrong);
        if (!a.finding.empty() && !parse_finding_kind(a.finding)) {
            std::vector<std::string> words;
            for (auto k = finding_kind::proven; k <= finding_kind::not_applicable;
                 k = static_cast<finding_kind>(static_cast<int>(k) + 1))
                words.emplace_back(to_string(k));
            in.fail("finding", "unknown finding " + in_quotes(a.finding) + choices(a.finding, words));
        }
        if (!a.until.empty() && !is_iso_date(a.until))
            in.fail("until", "expected a date such as 2026-12-31, found " + in_quotes(a.until));
        return a;
    }

    const matrix& m_;
    problem_list& problems_;
    host_list hosts_;
    site s_;
};

} // namespace

std::vector<std::string> chosen_matrices(std::string_view text) {
    const auto parsed = parse_json(text, "");
    if (!parsed || !parsed.value->is_object()) return {};
    std::vector<std::string> names;
    const auto add = [&](const json& name) {
        if (name.is_string()) names.push_back(name.get<std::string>());
    };
    if (const auto one = parsed.value->find("matrix"); one != parsed.value->end()) add(*one);
    if (const auto all = parsed.value->find("matrices"); all != parsed.value->end() && all->is_array())
        std::for_each(all->begin(), all->end(), add);
    return names;
}

read_result<site> read_site(std::string_view text, const std::string& file, const matrix& m) {
    json_limits limits;
    limits.trailing_commas = true;
    auto parsed = parse_json(text, file, limits);
    if (!parsed) return {std::nullopt, std::move(parsed.problems)};
    problem_list problems(file);
    site s;
    if (is_of_schema(*parsed.value, "fairway-site/1", problems)) s = site_reader(m, problems).read(*parsed.value);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(s), {}};
}

} // namespace fairway
