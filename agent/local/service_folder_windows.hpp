#pragma once

#include <string>
#include <vector>

namespace fairway {

/// What the service may do in a folder.
enum class service_right { read, change };

/// The rights on a folder in words of the system (SDDL): all for administrators and the system, `right` for the
/// service with the security identifier `sid`, nothing for anybody else, whatever the folder above says.
std::wstring folder_rights(const std::wstring& sid, service_right right);

/// Makes a folder with these rights, or gives them to the folder that is there and to what is in it. Why it did not,
/// in words that follow the folder's name; empty: it is done. A folder that somebody else made (users may make folders
/// in %ProgramData%) is left alone.
std::string protect_folder(const std::wstring& folder, const std::wstring& rights);

/// Why a folder that is there is not one that administrators have made, in words that follow its name; empty: it is.
/// Owners with the security identifiers `others` are fine, too.
std::string why_not_of_administrators(const std::wstring& folder, const std::vector<std::wstring>& others = {});

/// The same of what is in it: whoever has made a file before the folder was protected can still change it.
std::string why_content_is_not_of_administrators(const std::wstring& folder, const std::vector<std::wstring>& others);

} // namespace fairway
