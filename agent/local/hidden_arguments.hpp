#pragma once

#include <string_view>

namespace fairway {

/// Overwrites the value of an option ("--token X", "--token=X") where every user of this machine sees it: in the
/// process's own command line. Between the start and this call it could be seen. Windows shows command lines to
/// administrators and the same user alone, and keeps one that this does not reach.
void hide_values(int argc, char** argv, std::string_view option);

} // namespace fairway
