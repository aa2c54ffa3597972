#include "support/system/locations.hpp"

#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <objbase.h>
#include <shlobj.h>

namespace fairway {

namespace {

/// Of the system, not of the environment, which whoever starts us can set.
std::string fairway_folder() {
    wchar_t* path = nullptr;
    std::string folder = "C:\\ProgramData";
    if (::SHGetKnownFolderPath(FOLDERID_ProgramData, 0, nullptr, &path) == S_OK) folder = narrow(path);
    ::CoTaskMemFree(path);
    return folder + "\\Fairway";
}

} // namespace

const std::string& default_config_file() {
    static const std::string path = fairway_folder() + "\\agent.json";
    return path;
}

const std::string& default_state_folder() {
    static const std::string path = fairway_folder() + "\\state";
    return path;
}

} // namespace fairway
