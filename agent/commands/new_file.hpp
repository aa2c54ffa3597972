#pragma once

#include "support/option_reader.hpp"

#include <string>

namespace fairway {

/// That the file which `option` names can be written: what is there is a problem, unless --force says otherwise.
void check_new_file(option_reader& given, const std::string& option);

} // namespace fairway
