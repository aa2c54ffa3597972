#pragma once

#include "collector/http/message.hpp"
#include "collector/store/store.hpp"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

/// The parameters of a query, read strictly: an unknown or repeated one, and a value that is not what was expected, is
/// a problem. After the last getter, refusal() is the answer if there were any.
class query_reader {
  public:
    query_reader(std::string_view query, std::initializer_list<std::string_view> known);

    std::string text(const std::string& name);
    std::optional<std::uint64_t> number(const std::string& name, std::uint64_t least, std::uint64_t most);
    std::optional<wall_time> time(const std::string& name);
    std::string word(const std::string& name, const std::vector<std::string>& words);
    bool flag(const std::string& name); ///< "1" or "0"
    /// "cursor" and "limit", which is at most `largest`.
    page which_page(std::size_t largest = 1000);

    void fail(const std::string& name, std::string message);
    std::optional<http_response> refusal() const;

  private:
    std::map<std::string, std::string> given_;
    std::vector<problem> problems_;
};

/// Every word for a finding.
std::vector<std::string> finding_words();

/// "%41+b" -> "A b". Nothing if it is malformed or not UTF-8.
std::optional<std::string> percent_decoded(std::string_view text);

} // namespace fairway::collector
