#pragma once

#include "agent/output/format.hpp"
#include "matrix/matrix_diff.hpp"
#include "matrix/site_diff.hpp"

#include <cstddef>
#include <string>

namespace fairway {

/// Two matrices, and what changes from one to the other.
struct compared_matrices {
    const matrix &before, &after;
    const matrix_diff& changes;
};

/// The same for the hosts of a site; its matrices are those that were compared, joined to its others.
struct compared_site {
    const matrix &before, &after;
    const fairway::site& site;
    std::string file; ///< the site's
    const site_diff& changes;
};

/// For people, in lines of `width` columns.
std::string render_matrix_diff_text(const compared_matrices& c, std::size_t width);
std::string render_site_diff_text(const compared_site& c, std::size_t width);

/// For programs, schema fairway-matrix-diff/1. `s` is null where no site was given.
std::string render_matrix_diff_json(const compared_matrices& c, const compared_site* s);

// For whoever runs the firewalls: what to allow, and what may be closed.
std::string render_site_request_markdown(const compared_site& c, const request_details& known);
std::string render_site_request_csv(const compared_site& c, const request_details& known);

// Parts that all of them share.
std::string need_in_words(const port_need& n);       ///< "needed", "only needed if push_deployment"
std::string source_in_words(const matrix_source& s); ///< "veeam-agents@2026-04-16: Ports, https://…"

} // namespace fairway
