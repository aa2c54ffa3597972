#include "collector/data_directory.hpp"

#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/system/file.hpp"
#include "support/system/file_calls.hpp"
#include "support/text_file.hpp"
#include "text/json_text.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
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

std::vector<problem> data_directory::exposed() const {
    std::vector<problem> all;
    const auto look = [&](const std::string& what, const std::string& why) {
        if (is_private(what).value_or(true)) return;
        all.push_back({what, "", why + "; run `" + how_to_make_private(what) + "`"});
    };
    const std::string key = "other users can read or change this key, and whoever has read it can impersonate this "
                            "collector";
    look(path_, "other users can look into this directory");
    look(authority_key(), key);
    look(server_key(), key);
    look(next_authority_key(), key);
    look(database(), "other users can read this database, and with it the hashes of passwords");
    return all;
}

void data_directory::remove_unfinished_files() const {
    constexpr std::string_view mark = ".tmp-";
    std::error_code unseen;
    for (const auto& entry : std::filesystem::directory_iterator(path_, unseen)) {
        const auto path = path_ + "/" + entry.path().filename().string();
        const auto at = path.rfind(mark);
        if (at == std::string::npos || at + mark.size() == path.size() ||
            path.find_first_not_of("0123456789", at + mark.size()) != std::string::npos)
            continue;
        for (const auto& own :
             {authority_certificate(), authority_key(), server_certificate(), server_key(),
              next_authority_certificate(), next_authority_key(), finish_now(), listening(), unfinished()})
            if (path.substr(0, at) == own) system_file_calls().remove(path);
    }
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

std::vector<trusted_authority> data_directory::authorities() const {
    std::vector<trusted_authority> all{read_authority(text_of(authority_certificate()))};
    if (is_there(next_authority_certificate())) all.push_back(read_authority(text_of(next_authority_certificate())));
    return all;
}

bool renew_certificate(const data_directory& directory, const possible_time& now) {
    const auto current = text_of(directory.server_certificate());
    const auto facts = read_certificate(current);
    const auto ca = text_of(directory.authority_certificate());
    if (!is_signed_by(current, ca) || may_read(directory.authority_key())) return false;
    if (!should_renew(facts.valid(), now, read_certificate(ca).valid())) return false;
    directory.put_server(make_server_certificate(directory.authority(), facts.names, now));
    return true;
}

void begin_roll_over(const data_directory& directory, wall_time now) {
    // Both may be in one list for a time: people tell them apart by the day.
    constexpr std::string_view since = " since ";
    const auto name = read_certificate(text_of(directory.authority_certificate())).subject;
    const auto next = make_authority(name.substr(0, name.rfind(since)) + std::string(since) + utc_date(now), now);
    // The certificate comes last: who finds it finds the key, too.
    write_file_atomically(directory.next_authority_key(), next.key, readable_by::owner);
    write_file_atomically(directory.next_authority_certificate(), next.certificate);
}

bool is_rolling_over(const data_directory& directory) {
    return is_there(directory.next_authority_certificate());
}

bool is_half_rolled_over(const data_directory& directory) {
    return is_rolling_over(directory) &&
           is_signed_by(text_of(directory.server_certificate()), text_of(directory.next_authority_certificate()));
}

void finish_roll_over(const data_directory& directory, const possible_time& now) {
    const auto must = [](int failed, const std::string& what) {
        if (failed != 0) throw std::runtime_error("cannot rename " + what + ": " + std::strerror(errno));
    };
    auto& calls = system_file_calls();
    // Without the key it has been here before, and only the last step is left.
    if (is_there(directory.next_authority_key())) {
        const key_and_certificate next{text_of(directory.next_authority_key()),
                                       text_of(directory.next_authority_certificate())};
        const auto names = read_certificate(text_of(directory.server_certificate())).names;
        directory.put_server(make_server_certificate(next, names, now));
        must(calls.rename(directory.next_authority_key(), directory.authority_key()), directory.next_authority_key());
    }
    must(calls.rename(directory.next_authority_certificate(), directory.authority_certificate()),
         directory.next_authority_certificate());
    calls.remove(directory.finish_now());
    calls.sync_folder(directory.path());
}

} // namespace fairway::collector
