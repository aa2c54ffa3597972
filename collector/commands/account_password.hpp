#pragma once

#include "support/option_reader.hpp"

#include <string>

namespace fairway::collector {

/// A password for an account: from the file that an option names ("-": standard input; its first line), or else a new
/// random one. What is wrong with it is a problem of the option.
struct chosen_password {
    std::string text;
    bool made_up = false; ///< has to be shown, once
};
chosen_password choose_password(option_reader& given, const std::string& option);

/// Whether it can be the name of an account: letters, digits and ".-_@", at most 64.
bool is_account_name(std::string_view name);

} // namespace fairway::collector
