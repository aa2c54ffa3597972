#pragma once

#include "matrix/condition.hpp"
#include "matrix/matrix_source.hpp"
#include "matrix/port.hpp"
#include "matrix/protocol_word.hpp"
#include "text/problem.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// A kind of component, e.g. "backup-server".
struct role {
    std::string id;
    std::string title;
    std::vector<std::string> is; ///< Roles that this one also is: flows from or to those apply to it.
    bool abstract = false;       ///< Flows may name it, hosts may not.
    bool onboards = false;       ///< Hosts of this role are what gets onboarded: in that phase they are planned.
    bool external = false;       ///< Outside the administrator's own network, named by endpoints.
    bool revocation = false;     ///< Its hosts are those that certificates name for their revocation lists.
    std::string peer_question;   ///< What to call its hosts when asking a person for them; empty: nobody is asked.
    std::string platform;        ///< "linux", "windows", …; empty if it does not matter.
    std::string runs_only = {};  ///< "during a restore": such machines are off at other times; empty: they are not.

    bool operator==(const role&) const = default;
};

/// Something true of a site or a host that conditions refer to.
struct fact {
    enum class type { boolean, version, enumeration };
    enum class subject { site, from, to };

    std::string id;
    type kind = type::boolean;
    subject of = subject::site;      ///< Whose fact it is: the site's, or that of a flow's from- or to-host.
    std::string question;            ///< What settles it, as a question to a person.
    std::vector<std::string> values; ///< type::enumeration: the allowed words.
    std::string usually = {};        ///< What it is nearly everywhere, assumed where nobody states it; empty: nothing.
    std::vector<std::string> unless_roles = {}; ///< Nothing is assumed in a site that has hosts of one of these.

    bool operator==(const fact&) const = default;
};

/// "no", "linux": what is usual; empty: nothing is.
std::string usual_in_words(const fact& f);

/// What is wrong with a value of this fact, in words; nothing when all is well.
std::optional<std::string> check_value(const fact& f, const std::string& value);

std::string_view to_string(fact::type t);
std::string_view to_string(fact::subject s);

enum class select { all, any };
enum class listens { service, on_demand, external };
std::string_view to_string(select s);
std::string_view to_string(listens l);

/// A name that a flow to an external service goes to. `host` may begin with "*." and may hold "<placeholder>".
struct endpoint {
    std::string region; ///< "global", "china", "government"; empty: every region.
    std::string host;
    std::string path;    ///< Only where the source page names one.
    std::string suspect; ///< Why the page seems to be wrong here; empty if it does not. Never probed then.

    bool operator==(const endpoint&) const = default;
};

/// One requirement: from a role, to a role.
struct flow {
    std::string id;                   ///< "from:to:protocol:ports"; opaque, and stable when a site changes ports.
    std::vector<source_rows> sources; ///< Pages that require it, in the order of the matrix's; one at least.
    std::string from;
    std::string to;
    fairway::protocol protocol = fairway::protocol::tcp;
    port_list ports; ///< Empty: the page names no port, the site must.
    fairway::select select = fairway::select::all;
    bool open_end = false; ///< The one port only begins a search: the service takes the first free one from there on.
    std::string dynamic;   ///< "rpc": the host's endpoint mapper says which of the ports are in use; empty: all may be.
    port_list fallback_of; ///< Used only where these ports, of the same from, to and protocol, do not work.
    fairway::listens listens = fairway::listens::service;
    std::string identify;                   ///< Protocol that is expected to answer, e.g. "ssh"; empty: none.
    bool never_answers = false;             ///< UDP: by design, so that silence says nothing.
    condition when;                         ///< The flow is needed only where this holds.
    std::optional<condition> required_when; ///< Mandatory where this holds, else optional; absent: mandatory.
    std::vector<endpoint> endpoints;
    std::vector<std::string> resolves; ///< Of a DNS server: roles whose hosts it must resolve, forward and in reverse.
    std::string purpose;
    std::vector<std::string> disagreements; ///< Of the pages that require it, each a sentence.

    bool operator==(const flow&) const = default;
};

/// Whether `f`, by its fallback_of, stands in for `other`.
bool can_fall_back(const flow& f, const flow& other);

/// A versioned set of roles, facts and flows, with the pages that it comes from: one, until join_matrices().
struct matrix {
    std::vector<matrix_source> sources;
    std::vector<role> roles;
    std::vector<fact> facts;
    std::vector<flow> flows;

    const role* find_role(std::string_view id_) const;
    const role* revocation_role() const; ///< null: it has none
    const fact* find_fact(std::string_view id_) const;
    const flow* find_flow(std::string_view id_) const;

    /// Whether a host given `role_id` also is an `ancestor` (itself included).
    bool is_a(std::string_view role_id, std::string_view ancestor) const;
    bool any_is_a(const std::vector<std::string>& role_ids, std::string_view ancestor) const;

    std::vector<std::string> role_ids() const;          ///< all
    std::vector<std::string> concrete_role_ids() const; ///< those that a host can have
    std::vector<std::string> fact_ids() const;
    std::vector<std::string> flow_ids() const;
};

/// Reads and checks a matrix (schema fairway-matrix/1): strict, all problems at once. `file` is used in problems only.
/// `protocols`: the words `identify` may have; empty: any, for readers that probe nothing.
read_result<matrix> read_matrix(std::string_view text, const std::string& file,
                                std::span<const protocol_word> protocols = {});

/// As files have them; read_condition() and read_endpoint() give them back.
nlohmann::ordered_json to_json(const condition& c);
nlohmann::ordered_json to_json(const endpoint& e);

/// [{"matrix": "veeam-agents@2026-04-16", "rows": [24]}]
nlohmann::ordered_json to_json(const std::vector<source_rows>& sources);

/// The matrix in its file format; read_matrix(to_json(m).dump()) gives it back. One that was joined is for readers
/// only: schema fairway-matrices/1, with "matrices", and "sources" of each flow.
nlohmann::ordered_json to_json(const matrix& m);

/// The same as text, with a line for each role, fact and flow.
std::string to_matrix_file(const matrix& m);

} // namespace fairway
