#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace fairway {

/// Notes for people, each told once with those that it is about: ten thousand hosts make one line.
class note_list {
  public:
    void add(const std::string& note, const std::string& about = {});
    bool empty() const { return notes_.empty(); }

    /// "NOTE: web01, web02 and 9998 more", in the order in which they came.
    std::vector<std::string> lines() const;

  private:
    struct one {
        std::string note;
        std::vector<std::string> about; ///< the first few
        std::set<std::string> all;
    };
    std::vector<one> notes_;
    std::map<std::string, std::size_t> known_;
};

} // namespace fairway
