#include "matrix/flow_weight.hpp"

namespace fairway {

namespace {

enum class reach : std::uint8_t { none, path, service };

reach reach_of(finding_kind k) {
    switch (k) {
    case finding_kind::proven:
    case finding_kind::confirmed:
    case finding_kind::connected:
    case finding_kind::intermediary: return reach::service;
    case finding_kind::path_open: return reach::path;
    default: return reach::none;
    }
}

} // namespace

flow_weight weight_of(const requirement& r) {
    return {r.required, !r.questions.empty(), !r.flow->fallback_of.empty(), r.flow->listens};
}

std::string to_string(const flow_weight& w) {
    std::string words = w.required ? "required" : "optional";
    if (w.conditional) words += ", conditional";
    if (w.fallback) words += ", only as a fallback";
    if (w.listens != listens::service) words += ", listens " + std::string(to_string(w.listens));
    return words;
}

bool reach_alike(finding_kind a, finding_kind b) {
    return reach_of(a) == reach_of(b);
}

} // namespace fairway
