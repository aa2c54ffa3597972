#pragma once

#include "agent/check_options.hpp"
#include "matrix/matrix.hpp"
#include "matrix/site.hpp"
#include "matrix/source.hpp"
#include "text/problem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// What this run is about: the rules, the site, and the host that we are in it.
struct assignment {
    fairway::matrix matrix;
    fairway::site site;
    site_host self;
    std::string stand_in_for;        ///< empty: self is this machine
    std::string proxy_authorization; ///< for the proxy of self or site; empty: it asks for none. Never shown
    source_addresses source;         ///< of this machine, see source_of()
};

/// What this machine is called and which addresses it has.
struct local_identity {
    std::string name;
    std::vector<std::string> addresses;
    std::vector<std::string> more_names = {}; ///< of the same machine, see own_names()
};

/// Of the machine that we run on. Throws std::system_error.
local_identity this_machine();

/// Reads the matrix and the site that the options name, adds peers and facts, and finds out which host we are.
/// All problems at once.
read_result<assignment> make_assignment(const check_options& options, const local_identity& local);

// The same in steps. The site file is read once: what chooses the matrices is also what is checked against them.

/// The text of the site file that the options name; empty where they name none.
read_result<std::string> read_site_text(const check_options& options);

/// The matrices that the options name, else those of the site file.
std::vector<std::string> matrices_for(const check_options& options, const std::string& site_text);

read_result<assignment> make_assignment(const check_options& options, matrix m, const std::string& site_text,
                                        const local_identity& local);

/// The hosts of the site that could be this machine: those with an address of ours, else those with our name, or the
/// one that another name of ours tells from the rest. They point into `s`.
std::vector<const site_host*> hosts_like_us(const site& s, const local_identity& local);

/// Which host of the site is this machine: the one named, else the one with an address of ours, else the one with our
/// name. Not exactly one is a problem.
read_result<site_host> choose_host(const site& s, const std::string& named, const local_identity& local);

} // namespace fairway
