#include "matrix/matrix.hpp"
#include "matrix/matrix_keys.hpp"
#include "matrix/port_reader.hpp"
#include "text/json_text.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

using nlohmann::json;

class matrix_reader {
  public:
    matrix_reader(problem_list& problems, std::span<const protocol_word> protocols)
        : problems_(problems), protocols_(protocols) {}

    matrix read(const json& file) {
        const object_reader top(file, "", matrix_keys::top, problems_);
        m_.id = id(top, "id");
        m_.version = checked(
            top, "version", [](auto& v) { return is_version(v); }, "a version such as 13.0.1");
        m_.title = top.text("title");
        if (const auto* source = top.find("source"))
            read_source({*source, top.at("source"), matrix_keys::source, problems_});
        for (const auto& [value, at] : top.list("roles", false))
            read_role({*value, at, matrix_keys::role, problems_});
        check_ancestors(top);
        for (const auto& [value, at] : top.list("facts", true))
            read_fact({*value, at, matrix_keys::fact, problems_});
        for (const auto& [value, at] : top.list("flows", false))
            read_flow({*value, at, matrix_keys::flow, problems_});
        return std::move(m_);
    }

  private:
    /// The text where `good` accepts it, else empty and a problem that says what was expected.
    template <class Good>
    std::string checked(const object_reader& in, std::string_view name, Good good, std::string_view expected) {
        auto text = in.text(name);
        if (text.empty() || good(text)) return text;
        in.fail(name, "expected " + std::string(expected) + ", found " + in_quotes(text));
        return "";
    }

    std::string id(const object_reader& in, std::string_view name) {
        return checked(
            in, name, [](auto& text) { return is_id(text); },
            "an id (lower-case letters, digits, \"-\", \"_\", \".\")");
    }

    /// An id that nothing else in this list has.
    std::string new_id(const object_reader& in, const auto& taken) {
        auto text = id(in, "id");
        if (std::any_of(taken.begin(), taken.end(), [&](auto& other) { return !text.empty() && other.id == text; }))
            in.fail("id", in_quotes(text) + " is defined twice");
        return text;
    }

    void read_source(const object_reader& in) {
        m_.source_url = checked(
            in, "url",
            [](auto& url) {
                return (url.starts_with("https://") || url.starts_with("http://")) &&
                       url.find_first_of(" \"'<>`\\") == std::string::npos;
            },
            "the address of a web page");
        m_.source_updated = checked(
            in, "updated", [](auto& date) { return is_iso_date(date); }, "a date such as 2026-01-19");
    }

    void read_role(const object_reader& in) {
        role r;
        r.id = new_id(in, m_.roles);
        r.title = in.text("title");
        for (auto& [parent, at] : in.texts("is", true))
            r.is.push_back(std::move(parent));
        r.abstract = in.flag("abstract");
        r.onboards = in.flag("onboards");
        r.external = in.flag("external");
        r.revocation = in.flag("revocation");
        if (r.revocation && !r.external) in.fail("revocation", "only a role that is external has it");
        if (r.revocation && m_.revocation_role())
            in.fail("revocation", "the role " + in_quotes(m_.revocation_role()->id) + " has it; only one can");
        if (in.has("peer_question")) r.peer_question = in.text("peer_question");
        r.platform = id(in, "platform");
        m_.roles.push_back(std::move(r));
    }

    void check_ancestors(const object_reader& top) {
        for (std::size_t i = 0; i < m_.roles.size(); ++i) {
            const auto& r = m_.roles[i];
            const auto at = step(step(top.at("roles"), i), "is");
            for (const auto& parent : r.is) {
                if (!m_.find_role(parent))
                    problems_.add(at, unknown("role", parent, m_.role_ids()));
                else if (m_.is_a(parent, r.id))
                    problems_.add(at, "role " + in_quotes(r.id) + " is its own ancestor through " + in_quotes(parent));
            }
        }
    }

    static std::string unknown(std::string_view what, const std::string& word, const std::vector<std::string>& known) {
        return "unknown " + std::string(what) + " " + in_quotes(word) + did_you_mean(word, known);
    }

    void read_fact(const object_reader& in) {
        fact f;
        f.id = new_id(in, m_.facts);
        f.question = in.text("question");
        for (auto& [value, at] : in.texts("values", false)) {
            if (!is_id(value))
                problems_.add(at, "expected an id (lower-case letters, digits, \"-\", \"_\", \".\"), found " +
                                      in_quotes(value));
            f.values.push_back(std::move(value));
        }
        const auto of = one_of(in, "of", {fact::subject::site, fact::subject::from, fact::subject::to});
        f.of = of.value_or(f.of);
        const auto type = one_of(in, "type", {fact::type::boolean, fact::type::version, fact::type::enumeration});
        f.kind = type.value_or(f.kind);
        if (type == fact::type::enumeration && !in.has("values"))
            in.fail("type", "an enum needs \"values\", the list of its words");
        else if (type && type != fact::type::enumeration && in.has("values"))
            in.fail("values", "only an enum has values");
        m_.facts.push_back(std::move(f));
    }

    /// The value whose word, by to_string, the text is.
    template <class Enum>
    std::optional<Enum> one_of(const object_reader& in, std::string_view name, std::initializer_list<Enum> values) {
        std::vector<std::string> words;
        for (const auto value : values)
            words.emplace_back(to_string(value));
        const auto word = in.word(name, words);
        for (const auto value : values)
            if (word && *word == to_string(value)) return value;
        return std::nullopt;
    }

    void read_flow(const object_reader& in) {
        flow f;
        const auto protocol_ = one_of(in, "protocol", {protocol::tcp, protocol::udp});
        const auto listens_ = one_of(in, "listens", {listens::service, listens::on_demand, listens::external});
        f.rows = read_rows(in);
        f.from = read_role_name(in, "from");
        f.to = read_role_name(in, "to");
        f.protocol = protocol_.value_or(f.protocol);
        f.listens = listens_.value_or(f.listens);
        f.select = one_of(in, "select", {select::all, select::any}).value_or(f.select);
        const auto ports = read_port_list(in);
        f.ports = ports.value_or(port_list{});
        if (ports && ports->empty() && listens_ && listens_ != listens::external)
            in.fail("ports", "must not be empty unless \"listens\" is \"external\"");
        if (const auto* to = m_.find_role(f.to); to && listens_ && to->external != (listens_ == listens::external))
            in.fail("listens", to->external ? "must be \"external\", as the role " + in_quotes(f.to) + " is"
                                            : "\"external\" is only for flows to a role that is external");
        const auto* identify = in.find("identify");
        const bool identifies = identify && !identify->is_null();
        if (identifies) f.identify = read_protocol_word(in, protocol_);
        f.never_answers = in.flag("never_answers");
        if (f.never_answers && protocol_ == protocol::tcp)
            in.fail("never_answers", "has no meaning over TCP, where a connection is an answer");
        if (const auto* when = in.find("when")) f.when = read_condition(*when, in.at("when"));
        if (const auto* when = in.find("required_when"))
            f.required_when = read_condition(*when, in.at("required_when"));
        for (const auto& [value, at] : in.list("endpoints", true))
            f.endpoints.push_back(read_endpoint({*value, at, matrix_keys::endpoint, problems_}));
        for (auto& [role_id, at] : in.texts("resolves", true)) {
            if (!m_.find_role(role_id)) problems_.add(at, unknown("role", role_id, m_.role_ids()));
            f.resolves.push_back(std::move(role_id));
        }
        const bool refused = identifies && f.identify.empty(); // may have been meant to be "dns": one problem is enough
        if (!f.resolves.empty() && f.identify != "dns" && !refused)
            in.fail("resolves", "only has an effect with \"identify\": \"dns\"");
        f.purpose = in.text("purpose");
        f.id = in.text("id");
        if (!f.id.empty() && !f.from.empty() && !f.to.empty() && protocol_ && ports) check_flow_id(in, f);
        if (!f.id.empty() && !flow_ids_.insert(f.id).second) in.fail("id", in_quotes(f.id) + " is defined twice");
        m_.flows.push_back(std::move(f));
    }

    /// A word that this program can ask for over `transport`.
    std::string read_protocol_word(const object_reader& in, std::optional<protocol> transport) {
        auto word = id(in, "identify");
        if (word.empty() || protocols_.empty()) return word;
        std::vector<std::string> fitting;
        const protocol_word* same = nullptr;
        for (const auto& known : protocols_) {
            if (!transport || known.transport == *transport) fitting.emplace_back(known.word);
            if (known.word == word) same = &known;
        }
        if (std::find(fitting.begin(), fitting.end(), word) != fitting.end()) return word;
        if (same != nullptr)
            in.fail("identify", in_quotes(word) + " is a protocol over " + std::string(in_capitals(same->transport)) +
                                    ", but this flow is over " + std::string(in_capitals(*transport)) + "; expected " +
                                    listed(fitting) + ", or null");
        else
            in.fail("identify", "unknown protocol " + in_quotes(word) + choices(word, fitting));
        return "";
    }

    void check_flow_id(const object_reader& in, const flow& f) {
        const auto ports = f.ports.empty() ? "custom" : to_string(f.ports);
        const auto plain = f.from + ":" + f.to + ":" + std::string(to_string(f.protocol)) + ":" + ports;
        // Flows that share all of this are told apart by a word of their own behind it.
        if (f.id == plain || (f.id.starts_with(plain + ":") && is_id(f.id.substr(plain.size() + 1)))) return;
        in.fail("id", "expected " + in_quotes(plain) + " (from:to:protocol:ports), found " + in_quotes(f.id));
    }

    std::vector<int> read_rows(const object_reader& in) {
        constexpr int most = 100000;
        std::vector<int> rows;
        for (const auto& [value, at] : in.list("rows", false)) {
            if (value->is_number_unsigned() && *value >= 1 && *value <= most)
                rows.push_back(value->get<int>());
            else
                problems_.add(at, "expected the number of a table row, 1 or more, found " + describe(*value));
        }
        return rows;
    }

    std::string read_role_name(const object_reader& in, std::string_view name) {
        auto text = in.text(name);
        if (text.empty() || m_.find_role(text)) return text;
        in.fail(name, unknown("role", text, m_.role_ids()));
        return "";
    }

    std::optional<port_list> read_port_list(const object_reader& in) {
        const auto* value = in.find("ports");
        if (!value) return std::nullopt;
        const auto elements = in.list("ports", true);
        port_list ports;
        for (const auto& [element, at] : elements)
            if (const auto range = read_ports(*element, at, problems_)) ports.push_back(*range);
        if (!value->is_array() || ports.size() != elements.size()) return std::nullopt;
        auto sorted = normalize(ports);
        if (sorted != ports) {
            in.fail("ports", "write them in ascending order, without duplicates, adjacent ports as a range: " +
                                 to_string(sorted));
            return std::nullopt;
        }
        return sorted;
    }

    endpoint read_endpoint(const object_reader& in) {
        endpoint e;
        e.region = id(in, "region");
        e.host = checked(
            in, "host", [](auto& host) { return is_endpoint_host(host); },
            "a host name, \"*.\" in front and <placeholders> allowed");
        for (const auto& name : placeholders_in(e.host))
            if (name == "region" || m_.find_role(name))
                in.fail("host", "the placeholder <" + name + "> has a name that site files use for something else");
        e.path = checked(
            in, "path",
            [](auto& path) { return path.starts_with('/') && path.find_first_of(" \"'<>`\\") == std::string::npos; },
            "a path that begins with \"/\"");
        e.suspect = in.text("suspect");
        return e;
    }

    condition read_condition(const json& value, const std::string& at) {
        condition c;
        const object_reader in(value, at, matrix_keys::condition, problems_);
        if (!value.is_object()) return c;
        std::vector<std::string> kinds;
        for (const auto* kind : {"fact", "all", "any", "not"})
            if (in.has(kind)) kinds.emplace_back(kind);
        if (kinds.size() != 1) {
            problems_.add(at, "a condition has exactly one of \"fact\", \"all\", \"any\" and \"not\"");
        } else if (kinds[0] == "fact") {
            read_comparison(in, c);
        } else if (in.has("is") || in.has("before")) {
            problems_.add(at, "\"is\" and \"before\" have no effect without \"fact\"");
        } else if (kinds[0] == "not") {
            c.what = condition::kind::none;
            c.parts.push_back(read_condition(*in.find("not"), in.at("not")));
        } else {
            c.what = kinds[0] == "all" ? condition::kind::all : condition::kind::any;
            for (const auto& [part, part_at] : in.list(kinds[0], true))
                c.parts.push_back(read_condition(*part, part_at));
        }
        return c;
    }

    void read_comparison(const object_reader& in, condition& c) {
        c.what = condition::kind::fact;
        c.fact = in.text("fact");
        if (c.fact.empty()) return;
        const auto* f = m_.find_fact(c.fact);
        if (!f) return in.fail("fact", unknown("fact", c.fact, m_.fact_ids()));
        // Each type of fact has one way to ask for it.
        const std::map<fact::type, std::string> comparisons = {
            {fact::type::boolean, ""}, {fact::type::version, "before"}, {fact::type::enumeration, "is"}};
        const auto& wanted = comparisons.at(f->kind);
        for (const auto* name : {"is", "before"})
            if (in.has(name) && name != wanted)
                in.fail(name, "the fact " + in_quotes(c.fact) + " is of type " + std::string(to_string(f->kind)) +
                                  ", which cannot be compared this way");
        if (wanted.empty()) return;
        if (!in.has(wanted))
            return in.fail("fact", "the fact " + in_quotes(c.fact) + " is of type " + std::string(to_string(f->kind)) +
                                       " and needs " + in_quotes(wanted));
        c.value = in.text(wanted);
        if (c.value.empty()) return;
        if (f->kind == fact::type::version) {
            c.compare = condition::comparison::before;
            if (!is_version(c.value)) in.fail(wanted, "expected a version such as 13.0.1, found " + in_quotes(c.value));
        } else {
            c.compare = condition::comparison::is;
            if (std::find(f->values.begin(), f->values.end(), c.value) == f->values.end())
                in.fail(wanted, "expected " + listed(f->values) + ", found " + in_quotes(c.value));
        }
    }

    matrix m_;
    problem_list& problems_;
    std::span<const protocol_word> protocols_;
    std::set<std::string> flow_ids_;
};

} // namespace

read_result<matrix> read_matrix(std::string_view text, const std::string& file,
                                std::span<const protocol_word> protocols) {
    auto parsed = parse_json(text, file);
    if (!parsed) return {std::nullopt, std::move(parsed.problems)};
    problem_list problems(file);
    matrix m;
    if (is_of_schema(*parsed.value, "fairway-matrix/1", problems))
        m = matrix_reader(problems, protocols).read(*parsed.value);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(m), {}};
}

} // namespace fairway
