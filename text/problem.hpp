#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fairway {

/// One thing that is wrong with what a person wrote, said so that they can mend it.
struct problem {
    std::string file;    ///< File name or the option that was given, e.g. "site.json" or "--peer".
    std::string pointer; ///< JSON pointer to the value (RFC 6901), or "line 3, column 7", or empty.
    std::string message; ///< What was found, what was expected, the nearest valid word.
};

/// "site.json: /hosts/0/roles/0: unknown role "agent-linx"; did you mean "agent-linux"?"
std::string to_string(const problem& p);

/// What a reader returns: the value, or every problem that it found; never both, never neither.
template <class T>
struct read_result {
    std::optional<T> value;
    std::vector<problem> problems;

    explicit operator bool() const { return value.has_value(); }
};

} // namespace fairway
