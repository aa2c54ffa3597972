#include "probes/net/machine_roots.hpp"

#include <windows.h>

#include <wincrypt.h>

namespace fairway {

namespace {

/// The certificates of a store of this machine and user; empty where it cannot be read.
std::vector<std::string> certificates_in(const wchar_t* name) {
    constexpr std::size_t most = 4096;
    std::vector<std::string> all;
    const HCERTSTORE store = ::CertOpenSystemStoreW(0, name);
    if (store == nullptr) return all;
    const CERT_CONTEXT* one = nullptr;
    while (all.size() < most && (one = ::CertEnumCertificatesInStore(store, one)) != nullptr)
        all.emplace_back(reinterpret_cast<const char*>(one->pbCertEncoded), one->cbCertEncoded);
    if (one != nullptr) ::CertFreeCertificateContext(one);
    ::CertCloseStore(store, 0);
    return all;
}

} // namespace

machine_roots read_machine_roots() {
    // Windows lists a few of the public authorities, and adds another one when a program meets its first certificate.
    machine_roots roots{certificates_in(L"ROOT"), false};
    for (const auto& distrusted : certificates_in(L"Disallowed"))
        std::erase(roots.certificates, distrusted);
    return roots;
}

} // namespace fairway
