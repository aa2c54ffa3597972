#pragma once

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "matrix/plan.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// "USER:PASSWORD" of such a file: one line, readable by its owner alone.
read_result<std::string> read_proxy_credentials(const std::string& path);

/// The assignment with the proxy that the options name, else the site file.
read_result<assignment> with_proxy(read_result<assignment> a, const check_options& o);

/// And with what it asks for: reads the file that with_proxy() found. What is wrong with it are problems like others.
read_result<assignment> with_credentials(read_result<assignment> a);

/// What a report notes where external services are probed directly, though the environment names a proxy: `value` of
/// HTTPS_PROXY or its like. Empty: nothing to note. Never shows a password.
std::string environment_proxy_note(const plan& p, const assignment& a, std::string_view value);

/// Of this process: HTTPS_PROXY, https_proxy, HTTP_PROXY or http_proxy, whichever is set; empty: none is.
std::string proxy_of_environment();

} // namespace fairway
