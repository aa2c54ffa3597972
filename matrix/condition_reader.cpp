#include "matrix/condition_reader.hpp"

#include "matrix/matrix_keys.hpp"
#include "text/nearest.hpp"
#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>

namespace fairway {

namespace {

using nlohmann::json;

class condition_reader {
  public:
    condition_reader(const std::vector<fact>& facts, problem_list& problems) : facts_(facts), problems_(problems) {}

    condition read(const json& value, const std::string& at) {
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
            c.parts.push_back(read(*in.find("not"), in.at("not")));
        } else {
            c.what = kinds[0] == "all" ? condition::kind::all : condition::kind::any;
            for (const auto& [part, part_at] : in.list(kinds[0], true))
                c.parts.push_back(read(*part, part_at));
        }
        return c;
    }

  private:
    std::vector<std::string> ids() const {
        std::vector<std::string> all;
        for (const auto& f : facts_)
            all.push_back(f.id);
        return all;
    }

    void read_comparison(const object_reader& in, condition& c) {
        c.what = condition::kind::fact;
        c.fact = in.text("fact");
        if (c.fact.empty()) return;
        const auto f =
            std::find_if(facts_.begin(), facts_.end(), [&](const fact& known) { return known.id == c.fact; });
        if (f == facts_.end())
            return in.fail("fact", "unknown fact " + in_quotes(c.fact) + did_you_mean(c.fact, ids()));
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

    const std::vector<fact>& facts_;
    problem_list& problems_;
};

} // namespace

condition read_condition(const json& value, const std::string& pointer, const std::vector<fact>& facts,
                         problem_list& problems) {
    return condition_reader(facts, problems).read(value, pointer);
}

} // namespace fairway
