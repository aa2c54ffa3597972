#pragma once

#include <string>

namespace fairway::collector {

/// Who works on the console, as the audit log names them: "console:root".
std::string console_user();

} // namespace fairway::collector
