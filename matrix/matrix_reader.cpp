#include "matrix/checked_text.hpp"
#include "matrix/condition_reader.hpp"
#include "matrix/endpoint_reader.hpp"
#include "matrix/matrix.hpp"
#include "matrix/matrix_keys.hpp"
#include "matrix/port_reader.hpp"
#include "matrix/vocabulary.hpp"
#include "text/json_text.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <functional>
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
        auto& source = m_.sources.emplace_back();
        source.id = id(top, "id");
        source.version = checked_text(
            top, "version", [](auto& v) { return is_version(v) || is_iso_date(v); },
            "a version such as 13.0.1 or a date such as 2026-01-19");
        source.title = top.text("title");
        if (const auto* page = top.find("source"))
            read_source({*page, top.at("source"), matrix_keys::source, problems_}, source);
        read_roles_and_facts(top);
        for (const auto& [value, at] : top.list("flows", false))
            read_flow({*value, at, matrix_keys::flow, problems_});
        check_fallbacks(top);
        return std::move(m_);
    }

    matrix read_words(const json& file) {
        read_roles_and_facts({file, "", matrix_keys::vocabulary, problems_});
        return std::move(m_);
    }

  private:
    void read_roles_and_facts(const object_reader& top) {
        for (const auto& [value, at] : top.list("roles", false))
            read_role({*value, at, matrix_keys::role, problems_});
        check_ancestors(top);
        for (const auto& [value, at] : top.list("facts", true))
            read_fact({*value, at, matrix_keys::fact, problems_});
    }

    std::string id(const object_reader& in, std::string_view name) {
        return checked_text(
            in, name, [](auto& text) { return is_id(text); }, an_id);
    }

    /// An id that nothing else in this list has.
    std::string new_id(const object_reader& in, const auto& taken) {
        auto text = id(in, "id");
        if (std::any_of(taken.begin(), taken.end(), [&](auto& other) { return !text.empty() && other.id == text; }))
            in.fail("id", in_quotes(text) + " is defined twice");
        return text;
    }

    void read_source(const object_reader& in, matrix_source& source) {
        source.url = checked_text(
            in, "url",
            [](auto& url) {
                return (url.starts_with("https://") || url.starts_with("http://")) &&
                       url.find_first_of(" \"'<>`\\") == std::string::npos;
            },
            "the address of a web page");
        source.updated = checked_text(
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
        if (in.has("runs_only")) r.runs_only = in.text("runs_only");
        if (!r.runs_only.empty() && r.external) in.fail("runs_only", "not for a role that is external");
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
        read_usual_case(in, f);
        m_.facts.push_back(std::move(f));
    }

    void read_usual_case(const object_reader& in, fact& f) {
        if (const auto* value = in.find("usually")) {
            if (value->is_boolean() != (f.kind == fact::type::boolean))
                in.fail("usually", "must be a value of the fact, found " + describe(*value));
            else
                f.usually = value->is_boolean() ? value->dump() : in.text("usually");
            if (const auto wrong = f.usually.empty() ? std::nullopt : check_value(f, f.usually))
                in.fail("usually", *wrong);
        }
        for (auto& [role_id, at] : in.texts("unless_roles", true)) {
            if (!m_.find_role(role_id)) problems_.add(at, unknown("role", role_id, m_.role_ids()));
            f.unless_roles.push_back(std::move(role_id));
        }
        if (!f.unless_roles.empty() && !in.has("usually")) in.fail("unless_roles", "has no effect without \"usually\"");
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
        f.sources = {{name_of(m_.sources[0]), read_rows(in)}};
        f.from = read_role_name(in, "from");
        f.to = read_role_name(in, "to");
        f.protocol = protocol_.value_or(f.protocol);
        f.listens = listens_.value_or(f.listens);
        f.select = one_of(in, "select", {select::all, select::any}).value_or(f.select);
        const auto ports = read_port_list(in, "ports", true);
        f.ports = ports.value_or(port_list{});
        read_port_search(in, f, protocol_);
        if (const auto* to = m_.find_role(f.to); to && listens_ && to->external != (listens_ == listens::external))
            in.fail("listens", to->external ? "must be \"external\", as the role " + in_quotes(f.to) + " is"
                                            : "\"external\" is only for flows to a role that is external");
        const auto* identify = in.find("identify");
        const bool identifies = identify && !identify->is_null();
        if (identifies) f.identify = read_protocol_word(in, protocol_);
        f.never_answers = in.flag("never_answers");
        if (f.never_answers && protocol_ == protocol::tcp)
            in.fail("never_answers", "has no meaning over TCP, where a connection is an answer");
        if (const auto* when = in.find("when")) f.when = read_condition(*when, in.at("when"), m_.facts, problems_);
        if (const auto* when = in.find("required_when"))
            f.required_when = read_condition(*when, in.at("required_when"), m_.facts, problems_);
        for (const auto& [value, at] : in.list("endpoints", true))
            f.endpoints.push_back(read_named_endpoint(*value, at));
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

    /// What the ports do not say themselves.
    void read_port_search(const object_reader& in, flow& f, std::optional<protocol> transport) {
        f.open_end = in.flag("open_end");
        if (f.open_end && count(f.ports) != 1) in.fail("open_end", "needs one port: the first of the search");
        if (f.open_end) f.select = select::any; // whichever of those that are searched
        if (in.has("dynamic")) f.dynamic = in.word("dynamic", {"rpc"}).value_or("");
        if (!f.dynamic.empty() && (transport == protocol::udp || f.ports.empty()))
            in.fail("dynamic", "needs \"ports\", over TCP: the range that the endpoint mapper gives out");
        if (in.has("fallback_of")) f.fallback_of = read_port_list(in, "fallback_of", false).value_or(port_list{});
    }

    /// Once all flows are known, in whatever order they stand.
    void check_fallbacks(const object_reader& top) {
        for (std::size_t i = 0; i < m_.flows.size(); ++i) {
            const auto& f = m_.flows[i];
            if (f.fallback_of.empty() || f.from.empty() || f.to.empty()) continue;
            const bool found = std::any_of(m_.flows.begin(), m_.flows.end(),
                                           [&](const flow& other) { return can_fall_back(f, other); });
            if (!found)
                problems_.add(step(step(top.at("flows"), i), "fallback_of"),
                              "no other flow from " + in_quotes(f.from) + " to " + in_quotes(f.to) + " over " +
                                  std::string(in_capitals(f.protocol)) + " has the ports " + to_string(f.fallback_of));
        }
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

    std::optional<port_list> read_port_list(const object_reader& in, std::string_view name, bool may_be_empty) {
        const auto* value = in.find(name);
        if (!value) return std::nullopt;
        const auto elements = in.list(name, may_be_empty);
        port_list ports;
        for (const auto& [element, at] : elements)
            if (const auto range = read_ports(*element, at, problems_)) ports.push_back(*range);
        if (!value->is_array() || ports.size() != elements.size()) return std::nullopt;
        auto sorted = normalize(ports);
        if (sorted != ports) {
            in.fail(name, "write them in ascending order, without duplicates, adjacent ports as a range: " +
                              to_string(sorted));
            return std::nullopt;
        }
        return sorted;
    }

    endpoint read_named_endpoint(const json& value, const std::string& at) {
        auto e = read_endpoint(value, at, problems_);
        for (const auto& name : placeholders_in(e.host))
            if (name == "region" || m_.find_role(name))
                problems_.add(step(at, "host"),
                              "the placeholder <" + name + "> has a name that site files use for something else");
        return e;
    }

    matrix m_;
    problem_list& problems_;
    std::span<const protocol_word> protocols_;
    std::set<std::string> flow_ids_;
};

read_result<matrix> read_file_of(std::string_view text, const std::string& file, std::string_view schema,
                                 const std::function<matrix(const json&, problem_list&)>& read) {
    auto parsed = parse_json(text, file);
    if (!parsed) return {std::nullopt, std::move(parsed.problems)};
    problem_list problems(file);
    matrix m;
    if (is_of_schema(*parsed.value, schema, problems)) m = read(*parsed.value, problems);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(m), {}};
}

} // namespace

read_result<matrix> read_matrix(std::string_view text, const std::string& file,
                                std::span<const protocol_word> protocols) {
    return read_file_of(text, file, "fairway-matrix/1", [&](const json& document, problem_list& problems) {
        return matrix_reader(problems, protocols).read(document);
    });
}

read_result<matrix> read_vocabulary(std::string_view text, const std::string& file) {
    return read_file_of(text, file, "fairway-vocabulary/1", [](const json& document, problem_list& problems) {
        return matrix_reader(problems, {}).read_words(document);
    });
}

} // namespace fairway
