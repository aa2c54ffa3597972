#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// What must be true for a flow to be needed: a fact, or a combination. A default-made condition is always true.
struct condition {
    enum class kind { always, fact, all, any, none };
    enum class comparison { is_true, is, before };

    kind what = kind::always;
    std::string fact;                         ///< kind::fact: the id of the fact
    comparison compare = comparison::is_true; ///< kind::fact
    std::string value;                        ///< kind::fact with `is` or `before`
    std::vector<condition> parts;             ///< kind::all, any; kind::none ("not") has exactly one

    bool operator==(const condition&) const = default;
};

enum class truth { no, yes, unknown };

struct evaluation {
    truth value = truth::yes;
    std::vector<std::string> open; ///< Facts that would settle an unknown value, each once, in order of appearance.
};

/// Looks a fact up by id; nothing if nobody stated it. Booleans are "true" and "false".
using fact_lookup = std::function<std::optional<std::string>(const std::string& id)>;

/// Three-valued: an unstated fact makes the result unknown only where it matters.
evaluation evaluate(const condition& c, const fact_lookup& facts);

/// In words, for people: "netbios and not (backup_server_os is linux)"; empty for `always`.
std::string to_string(const condition& c);

/// Compares dotted versions number by number: "13.0" < "13.0.1" < "13.0.10". Only digits and dots are versions.
bool is_version(const std::string& text);
bool version_before(const std::string& a, const std::string& b);

} // namespace fairway
