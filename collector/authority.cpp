#include "collector/authority.hpp"

#include "collector/certificates.hpp"

#include <algorithm>

namespace fairway::collector {

trusted_authority read_authority(const std::string& pem) {
    const auto facts = read_certificate(pem);
    return {facts.sha256, pem, facts.not_before, facts.not_after};
}

std::string trusted_text(const std::vector<trusted_authority>& all) {
    std::vector<std::string> fingerprints;
    for (const auto& a : all)
        fingerprints.push_back(a.sha256);
    std::sort(fingerprints.begin(), fingerprints.end());
    std::string text;
    for (const auto& f : fingerprints)
        text += (text.empty() ? "" : ",") + f;
    return text;
}

void authority_list::put(std::vector<trusted_authority> all) {
    const std::lock_guard lock(mutex_);
    all_ = std::move(all);
}

std::vector<trusted_authority> authority_list::get() const {
    const std::lock_guard lock(mutex_);
    return all_;
}

} // namespace fairway::collector
