#include "matrix/checked_text.hpp"
#include "matrix/condition_reader.hpp"
#include "matrix/endpoint_reader.hpp"
#include "matrix/page/cell_text.hpp"
#include "matrix/page/page_map.hpp"
#include "matrix/page/page_map_keys.hpp"
#include "matrix/port_reader.hpp"
#include "text/json_text.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

using nlohmann::json;

class page_map_reader {
  public:
    page_map_reader(const matrix& words, std::span<const protocol_word> protocols, problem_list& problems)
        : words_(words), problems_(problems) {
        for (const auto& p : protocols)
            if (std::find(protocols_.begin(), protocols_.end(), p.word) == protocols_.end())
                protocols_.emplace_back(p.word);
    }

    page_map read(const json& file) {
        const object_reader top(file, "", page_map_keys::top, problems_);
        page_map m;
        m.id = checked_text(
            top, "id", [](auto& text) { return is_id(text); }, an_id);
        m.version = checked_text(
            top, "version", [](auto& v) { return is_version(v) || is_iso_date(v); },
            "a version such as 13.0.1 or a date such as 2026-01-19");
        m.title = top.text("title");
        m.url = top.text("url");
        for (const auto& [phrase, roles] : top.members("phrases"))
            read_phrase(m, phrase, *roles, step(top.at("phrases"), phrase));
        for (const auto& [row, parts] : top.members("rows"))
            if (const auto number = read_row_number(row, step(top.at("rows"), row)))
                m.rows[*number] = read_parts(*parts, step(top.at("rows"), row));
        for (const auto& [row, value] : top.members("seen"))
            if (const auto number = read_row_number(row, step(top.at("seen"), row)))
                m.seen[*number] = read_seen({*value, step(top.at("seen"), row), page_map_keys::seen, problems_});
        return m;
    }

  private:
    void read_phrase(page_map& m, const std::string& phrase, const json& roles, const std::string& at) {
        if (phrase.empty() || in_one_line(phrase) != phrase)
            problems_.add(at, "expected the page's phrase in one line with single spaces, found " + in_quotes(phrase));
        std::vector<std::string> ids;
        if (!roles.is_array())
            problems_.add(at, "expected a list of role IDs, found " + describe(roles));
        else
            for (std::size_t i = 0; i < roles.size(); ++i)
                read_role(ids, roles[i], step(at, i));
        if (const auto [other, is_new] = m.phrases.emplace(phrase, std::move(ids)); !is_new)
            problems_.add(at, "differs only in case from " + in_quotes(other->first));
    }

    void read_role(std::vector<std::string>& ids, const json& value, const std::string& at) {
        const auto id = read_text(value, at, problems_);
        if (!id) return;
        if (!words_.find_role(*id))
            problems_.add(at, "unknown role " + in_quotes(*id) + did_you_mean(*id, words_.role_ids()));
        else if (std::find(ids.begin(), ids.end(), *id) != ids.end())
            problems_.add(at, in_quotes(*id) + " is given twice");
        else
            ids.push_back(*id);
    }

    std::optional<int> read_row_number(const std::string& text, const std::string& at) {
        const bool is_number = !text.empty() && text.size() <= 5 && text[0] != '0' &&
                               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (is_number) return std::stoi(text);
        problems_.add(at, "expected the number of a row, found " + in_quotes(text));
        return std::nullopt;
    }

    std::vector<row_part> read_parts(const json& parts, const std::string& at) {
        std::vector<row_part> all;
        if (!parts.is_array() || parts.empty()) {
            problems_.add(at, "expected a list with what each part of the row is, found " +
                                  (parts.is_array() ? std::string("an empty one") : describe(parts)));
            return all;
        }
        for (std::size_t i = 0; i < parts.size(); ++i)
            all.push_back(read_part({parts[i], step(at, i), page_map_keys::part, problems_}));
        return all;
    }

    row_part read_part(const object_reader& in) {
        row_part part;
        part.ports = read_port_keys(in, "ports", true);
        part.open_end = in.flag("open_end");
        if (part.open_end && count(part.ports) != 1) in.fail("open_end", "needs one port: the first of the search");
        if (in.has("dynamic")) part.dynamic = in.word("dynamic", {"rpc"}).value_or("");
        if (!part.dynamic.empty() && part.ports.empty())
            in.fail("dynamic", "needs \"ports\": the range that the endpoint mapper gives out");
        part.protocols = read_protocols(in);
        part.from = read_roles(in, "from");
        part.to = read_roles(in, "to");
        if (in.word("select", {"all", "any"}) == "any") part.select = select::any;
        if (const auto word = in.word("listens", {"service", "on-demand", "external"}))
            for (const auto l : {listens::service, listens::on_demand, listens::external})
                if (*word == to_string(l)) part.listens = l;
        part.identify = read_identify(in);
        part.never_answers = in.flag("never_answers");
        if (const auto* when = in.find("when"))
            part.when = read_condition(*when, in.at("when"), words_.facts, problems_);
        if (const auto* when = in.find("required_when"))
            part.required_when = read_condition(*when, in.at("required_when"), words_.facts, problems_);
        part.fallback_of = read_port_keys(in, "fallback_of", false);
        if (in.has("endpoints")) {
            part.endpoints.emplace();
            for (const auto& [value, at] : in.list("endpoints", true))
                part.endpoints->push_back(read_map_endpoint(*value, at));
        }
        part.resolves = read_roles(in, "resolves").value_or(std::vector<std::string>());
        if (!part.resolves.empty() && part.identify != "dns")
            in.fail("resolves", "only has an effect with \"identify\": \"dns\"");
        part.purpose = in.text("purpose");
        part.why = in.text("why");
        return part;
    }

    endpoint read_map_endpoint(const json& value, const std::string& at) {
        auto e = read_endpoint(value, at, problems_);
        for (const auto& name : placeholders_in(e.host))
            if (name == "region" || words_.find_role(name))
                problems_.add(step(at, "host"),
                              "the placeholder <" + name + "> has a name that site files use for something else");
        return e;
    }

    /// In any order: people write down what the page has.
    port_list read_port_keys(const object_reader& in, std::string_view name, bool may_be_empty) {
        port_list ports;
        for (const auto& [value, at] : in.list(name, may_be_empty))
            if (const auto range = read_ports(*value, at, problems_)) ports.push_back(*range);
        return normalize(std::move(ports));
    }

    std::optional<std::vector<protocol>> read_protocols(const object_reader& in) {
        if (!in.has("protocols")) return std::nullopt;
        std::vector<protocol> protocols;
        for (const auto& [word, at] : in.texts("protocols", false))
            if (const auto p = parse_protocol(word))
                protocols.push_back(*p);
            else
                problems_.add(at, "expected tcp or udp, found " + in_quotes(word));
        return protocols;
    }

    std::optional<std::vector<std::string>> read_roles(const object_reader& in, std::string_view name) {
        if (!in.has(name)) return std::nullopt;
        std::vector<std::string> ids;
        for (const auto& [value, at] : in.list(name, false))
            read_role(ids, *value, at);
        return ids;
    }

    std::string read_identify(const object_reader& in) {
        const auto* value = in.find("identify");
        if (!value || value->is_null()) return "";
        auto word = checked_text(
            in, "identify", [](auto& text) { return is_id(text); }, an_id);
        if (word.empty() || protocols_.empty() ||
            std::find(protocols_.begin(), protocols_.end(), word) != protocols_.end())
            return word;
        in.fail("identify", "unknown protocol " + in_quotes(word) + choices(word, protocols_));
        return "";
    }

    seen_row read_seen(const object_reader& in) {
        const auto text = [&](std::string_view name) {
            const auto* value = in.find(name);
            const bool is_empty = value && value->is_string() && value->get_ref<const std::string&>().empty();
            return is_empty ? std::string() : in.text(name);
        };
        return {text("section"), text("from"), text("to"), text("protocols"), text("ports"), in.text("notes")};
    }

    const matrix& words_;
    std::vector<std::string> protocols_; ///< empty: any
    problem_list& problems_;
};

} // namespace

read_result<page_map> read_page_map(std::string_view text, const std::string& file, const matrix& words,
                                    std::span<const protocol_word> protocols) {
    auto parsed = parse_json(text, file);
    if (!parsed) return {std::nullopt, std::move(parsed.problems)};
    problem_list problems(file);
    page_map m;
    if (is_of_schema(*parsed.value, "fairway-page-map/1", problems))
        m = page_map_reader(words, protocols, problems).read(*parsed.value);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(m), {}};
}

} // namespace fairway
