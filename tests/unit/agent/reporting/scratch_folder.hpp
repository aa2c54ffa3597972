#pragma once

#include "support/system/file.hpp"
#include "support/system/process.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace fairway::test {

/// An empty folder that goes with the object.
class scratch_folder {
  public:
    scratch_folder() {
        static int made = 0;
        const auto base = std::filesystem::temp_directory_path() / ("fairway-test-" + std::to_string(process_id()));
        do {
            path_ = base.string() + "-" + std::to_string(made++);
        } while (is_there(path_)); // of a process that had our number
        if (create_private_folder(path_)) throw std::runtime_error("cannot make a temporary folder");
    }
    ~scratch_folder() {
        std::error_code ec;
        std::filesystem::remove_all(path_, ec);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    const std::string& path() const { return path_; }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  private:
    std::string path_;
};

inline std::string contents(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace fairway::test
