#include "collector/data_directory.hpp"

#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/system/file.hpp"
#include "support/text_file.hpp"
#include "text/json_text.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <stdexcept>

namespace fairway::collector {

namespace {

std::string text_of(const std::string& path) {
    auto read = read_text_file(path, 1024 * 1024);
    if (!read) throw std::runtime_error(to_string(read.problems.front()));
    return std::move(*read.value);
}

} // namespace

std::optional<problem> data_directory::missing() const {
    std::error_code unseen;
    if (!std::filesystem::exists(path_, unseen))
        return problem{path_, "",
                       (unseen ? unseen : std::make_error_code(std::errc::no_such_file_or_directory)).message() +
                           "; create it with `fairway-collector init --data " + path_ + "`"};
    if (std::filesystem::exists(unfinished(), unseen))
        return problem{path_, "", "`fairway-collector init` was interrupted here; run it again"};
    for (const auto& file : {database(), server_certificate(), server_key(), authority_certificate()})
        if (const auto error = may_read(file))
            return problem{file, "",
                           error.message() + (error == std::errc::permission_denied
                                                  ? "; run this as the user the collector runs as"
                                                  : "; `fairway-collector init` creates it")};
    return std::nullopt;
}

key_and_certificate data_directory::authority() const {
    return {text_of(authority_key()), text_of(authority_certificate())};
}

key_and_certificate data_directory::server() const {
    return {text_of(server_key()), text_of(server_certificate())};
}

void data_directory::put_authority(const key_and_certificate& a) const {
    write_file_atomically(authority_key(), a.key, readable_by::owner);
    write_file_atomically(authority_certificate(), a.certificate);
}

void data_directory::put_server(const key_and_certificate& s) const {
    // The key is in the file with the certificate, too: one rename replaces both, and none is ever without the other.
    write_file_atomically(server_key(), s.key + s.certificate, readable_by::owner);
    write_file_atomically(server_certificate(), s.certificate);
}

tls_identity data_directory::identity() const {
    const auto both = text_of(server_key());
    // What `init` and renewals write; a key file that somebody put there themselves has the certificate beside it.
    const bool together = both.find("-----BEGIN CERTIFICATE-----") != std::string::npos;
    std::string chain =
        together ? both.substr(both.find("-----BEGIN CERTIFICATE-----")) : text_of(server_certificate());
    return {both, chain + text_of(authority_certificate())};
}

std::unique_ptr<store> data_directory::open_store() const {
    return open_sqlite_store(database());
}

std::string data_directory::ca_fingerprint() const {
    return read_certificate(text_of(authority_certificate())).sha256;
}

std::string data_directory::url() const {
    const auto facts = read_certificate(text_of(server_certificate()));
    std::uint16_t port = default_port;
    if (const auto text = read_text_file(listening(), 64 * 1024)) {
        const auto json = parse_json(*text.value, listening());
        if (json && json.value->is_object() && json.value->contains("port") &&
            json.value->at("port").is_number_unsigned())
            port = json.value->at("port").get<std::uint16_t>();
    }
    auto name = facts.names.empty() ? facts.subject : facts.names.front();
    if (name.find(':') != std::string::npos) name = "[" + name + "]";
    return "https://" + name + ":" + std::to_string(port);
}

bool renew_certificate(const data_directory& directory, wall_time now) {
    const auto current = text_of(directory.server_certificate());
    const auto facts = read_certificate(current);
    if (facts.not_after - now > renewal_before_end) return false;
    if (!is_signed_by(current, text_of(directory.authority_certificate())) || may_read(directory.authority_key()))
        return false;
    directory.put_server(make_server_certificate(directory.authority(), facts.names, now));
    return true;
}

} // namespace fairway::collector
