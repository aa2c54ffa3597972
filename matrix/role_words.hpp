#pragma once

#include "matrix/matrix.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What people call roles: by ID or title, and in words of their own. Case, spaces and punctuation do not count.
class role_words {
  public:
    explicit role_words(const matrix& m);

    /// From now on `word` means these roles, each by ID or title. What is wrong with them; nothing: they are known.
    std::optional<std::string> translate(std::string_view word, const std::vector<std::string>& roles);

    /// The IDs of the roles that `word` means; null if nobody has said.
    const std::vector<std::string>* find(std::string_view word) const;

  private:
    const matrix* matrix_;
    std::map<std::string, std::vector<std::string>> known_;
};

} // namespace fairway
