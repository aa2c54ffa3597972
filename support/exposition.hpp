#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairway {

/// A text of metrics in the Prometheus exposition format (text/plain; version=0.0.4), written one family at a time.
class exposition {
  public:
    using labels = std::vector<std::pair<std::string_view, std::string_view>>;

    /// Begins a family: name, "gauge" or "counter" or "histogram", and what it counts, with its unit.
    exposition& family(std::string_view name, std::string_view type, std::string_view help);

    /// A sample of the family that was begun last. `suffix` as in "_bucket", "_sum".
    exposition& sample(double value, const labels& l = {}, std::string_view suffix = "");

    const std::string& text() const { return text_; }

  private:
    std::string family_;
    std::string text_;
};

inline constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

} // namespace fairway
