#pragma once

namespace fairway {

/// Where this process runs as root: becomes the user nobody for good, and checks that there is no way back. True if it
/// did. Throws if that fails: whatever speaks to the network must not go on as root.
bool give_up_root();

} // namespace fairway
