#pragma once

#include <string>

namespace fairway {

/// The folder that a file is in; "." for a bare name.
std::string folder_of(const std::string& path);

/// `path` as it is meant where it stands in `file`: relative to the folder of that, so that both can be copied
/// together.
std::string beside(const std::string& file, const std::string& path);

/// A folder that only its owner may enter; those above it are made if need be, too. One that is there stays as it is.
/// Throws std::system_error.
void make_private_folder(const std::string& path);

} // namespace fairway
