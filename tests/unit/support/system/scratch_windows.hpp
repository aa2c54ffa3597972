#pragma once

#include "support/system/file.hpp"
#include "support/system/path.hpp"
#include "support/system/wide_windows.hpp"
#include "support/text_file.hpp"

#include <doctest/doctest.h>
#include <ostream>
#include <windows.h>

namespace fairway::test {

/// A folder of one's own under %TEMP%, with a blank and letters beyond ASCII in its name; gone at the end.
class scratch_windows {
  public:
    scratch_windows() {
        static int made = 0;
        wchar_t temp[MAX_PATH + 1];
        REQUIRE(::GetTempPathW(MAX_PATH, temp) != 0);
        path_ = narrow(temp) + "fairway \u00e4\u017e " + std::to_string(::GetCurrentProcessId()) + " " +
                std::to_string(made++);
        REQUIRE_FALSE(create_private_folder(path_));
    }
    ~scratch_windows() { remove_with_content(path_); }
    scratch_windows(const scratch_windows&) = delete;
    scratch_windows& operator=(const scratch_windows&) = delete;

    const std::string& path() const { return path_; }
    std::string operator/(const std::string& name) const { return in_folder(path_, name); }

  private:
    std::string path_;
};

} // namespace fairway::test
