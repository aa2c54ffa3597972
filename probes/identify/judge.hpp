#pragma once

#include "probes/identify/exchanges.hpp"
#include "probes/identify/looks_like.hpp"
#include "probes/wire/stream_reader.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace fairway::identify {

inline reply confirmed(std::string identity) {
    return {reply::verdict::confirmed, std::move(identity)};
}
inline reply wrong(std::string what) {
    return {reply::verdict::wrong, std::move(what)};
}
inline reply refused(std::string words) {
    return {reply::verdict::refused, std::move(words)};
}

/// What a decoder found, as a reply: `judge_value` makes one from the value; malformed bytes are named by what they
/// look like.
template <class T, class F>
reply judge(const wire::decoded<T>& found, std::string_view received, const F& judge_value) {
    if (const T* value = std::get_if<T>(&found)) return judge_value(*value);
    if (std::holds_alternative<wire::malformed>(found)) return wrong(looks_like(received));
    return {};
}

} // namespace fairway::identify
