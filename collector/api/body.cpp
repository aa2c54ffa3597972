#include "collector/api/body.hpp"

#include "collector/api/answer.hpp"
#include "support/secret.hpp"
#include "text/json_text.hpp"

namespace fairway::collector {

namespace {

constexpr json_limits limits{16 * 1024, 16, 20};

} // namespace

bool is_said_to_be_json(const http_request& request) {
    const auto type = request.header("Content-Type");
    return type.empty() || type.substr(0, type.find(';')) == "application/json";
}

body_reader::body_reader(const http_request& request, std::span<const key> keys) {
    if (!is_said_to_be_json(request)) {
        refused_ = error_answer(415, "Content-Type: expected application/json");
        return;
    }
    auto read = parse_json(request.body, "body", limits);
    if (!read) {
        refused_ = error_answer(400, "the body is not valid JSON", read.problems);
        return;
    }
    value_ = std::move(*read.value);
    object_.emplace(value_, "", keys, problems_);
}

std::string body_reader::text(std::string_view name, std::size_t longest) {
    if (!object_) return {};
    auto value = object_->text(name);
    if (value.size() > longest) fail(name, "is longer than " + std::to_string(longest) + " bytes");
    return value;
}

std::string body_reader::hex(std::string_view name, std::size_t digits) {
    if (!object_) return {};
    auto value = object_->text(name);
    if (!value.empty() && !is_hex(value, digits))
        fail(name, "expected " + std::to_string(digits) + " lower-case hexadecimal digits"); // it may be a secret
    return value;
}

std::optional<std::int64_t> body_reader::number(std::string_view name, std::int64_t least, std::int64_t most) {
    const auto* value = object_ ? object_->find(name) : nullptr;
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->is_number_integer() && !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX)) {
        const auto n = value->get<std::int64_t>();
        if (n >= least && n <= most) return n;
    }
    fail(name, "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", found " +
                   describe(*value));
    return std::nullopt;
}

void body_reader::fail(std::string_view name, std::string message) {
    if (object_) object_->fail(name, std::move(message));
}

std::optional<http_response> body_reader::refusal() {
    if (refused_) return refused_;
    if (problems_.empty()) return std::nullopt;
    return error_answer(422, "the body is not valid", std::move(problems_).take());
}

} // namespace fairway::collector
