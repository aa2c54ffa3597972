#include "agent/reporting/identity.hpp"

#include "agent/reporting/collector_url.hpp"
#include "support/secret.hpp"
#include "support/system/file.hpp"
#include "support/system/path.hpp"
#include "support/text_file.hpp"
#include "text/json_text.hpp"
#include "text/object_reader.hpp"

#include <cerrno>
#include <cstring>
#include <openssl/crypto.h>
#include <stdexcept>

namespace fairway {

namespace {

using nlohmann::json;

constexpr std::string_view schema = "fairway-identity/1";
constexpr std::size_t longest_file = 16 * 1024;
constexpr key keys[] = {{"schema", required},          {"collector", required},  {"prober"},
                        {"install_id", required},      {"credential", required}, {"next_credential"},
                        {"credential_since", required}};

read_result<identity> identity_failure(const std::string& file, std::string why) {
    return {std::nullopt, {{file, "", std::move(why)}}};
}

/// Never shows what it found: most of them are secrets.
std::string hexadecimal(const object_reader& in, std::string_view name, std::size_t digits) {
    const auto* value = in.find(name);
    if (value == nullptr) return {};
    if (value->is_string() && is_hex(value->get_ref<const std::string&>(), digits)) return value->get<std::string>();
    in.fail(name,
            "expected " + std::to_string(digits) + " lowercase hexadecimal digits, as written by `fairway enroll`");
    return {};
}

} // namespace

std::string boot_mark(const identity& who, const std::string& boot_id) {
    if (boot_id.empty()) return {};
    return sha256_hex("fairway boot " + who.install_id + " " + boot_id).substr(0, 32);
}

std::string identity_file(const std::string& state_folder) {
    return in_folder(state_folder, "identity.json");
}

std::string authority_file(const std::string& state_folder) {
    return in_folder(state_folder, "ca.pem");
}

read_result<std::string> read_authority(const std::string& state_folder) {
    return read_text_file(authority_file(state_folder), 1024 * 1024);
}

std::string spool_folder(const std::string& state_folder) {
    return in_folder(state_folder, "spool");
}

bool has_identity(const std::string& state_folder) {
    return is_there(identity_file(state_folder));
}

std::string to_text(const identity& of) {
    nlohmann::ordered_json out = {{"schema", schema}, {"collector", of.collector}};
    if (of.enrolled()) out["prober"] = of.prober;
    out["install_id"] = of.install_id;
    out["credential"] = of.credential;
    if (!of.next_credential.empty()) out["next_credential"] = of.next_credential;
    out["credential_since"] = utc_time(of.credential_since);
    return out.dump(2) + "\n";
}

read_result<identity> parse_identity(std::string_view text, const std::string& file) {
    auto parsed = parse_json(text, file);
    if (!parsed) {
        // A syntax error quotes what stands there, and that could be the credential.
        for (auto& p : parsed.problems)
            p.message = "the file is damaged: it is not valid JSON. Restore it, or enroll again";
        return {std::nullopt, std::move(parsed.problems)};
    }
    problem_list problems(file);
    identity i;
    if (is_of_schema(*parsed.value, schema, problems)) {
        const object_reader in(*parsed.value, "", keys, problems);
        i.collector = in.text("collector");
        if (!i.collector.empty()) {
            if (const auto url = parse_collector_url(i.collector); !url) in.fail("collector", url.problems[0].message);
        }
        if (in.has("prober")) i.prober = in.text("prober");
        i.install_id = hexadecimal(in, "install_id", 32);
        i.credential = hexadecimal(in, "credential", 64);
        i.next_credential = hexadecimal(in, "next_credential", 64);
        if (const auto since = in.text("credential_since"); !since.empty()) {
            if (const auto when = parse_utc_time(since))
                i.credential_since = *when;
            else
                in.fail("credential_since", "expected a time as in \"2026-11-25T02:29:13Z\"");
        }
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(i), {}};
}

read_result<identity> read_identity(const std::string& state_folder) {
    const auto path = identity_file(state_folder);
    using result = file_content::result;
    auto content = read_file(path, longest_file, readable_file::secret);
    switch (content.outcome) {
    case result::read: break;
    case result::cannot_open:
        if (content.error == ENOENT)
            return identity_failure(
                path, "does not exist: this host is not enrolled with a collector; see `fairway enroll --help`");
        return identity_failure(path, std::string("cannot be opened: ") + std::strerror(content.error));
    case result::cannot_read:
        return identity_failure(path, std::string("cannot be read: ") + std::strerror(content.error));
    case result::folder:
    case result::not_regular: return identity_failure(path, "is not a regular file");
    case result::not_private:
        return identity_failure(path, "other users can read or change the credential in it; run `" +
                                          how_to_make_private(path) +
                                          "`, and enroll again if somebody could have read it");
    }
    auto read =
        content.whole ? parse_identity(content.text, path) : identity_failure(path, "is too large to be an identity");
    ::OPENSSL_cleanse(content.text.data(), content.text.size());
    return read;
}

void save_identity(const std::string& state_folder, const identity& of) {
    auto text = to_text(of);
    write_file_atomically(identity_file(state_folder), text, readable_by::owner);
    ::OPENSSL_cleanse(text.data(), text.size());
}

std::optional<file_lock> lock_identity(const std::string& state_folder) {
    return file_lock::take_folder(state_folder);
}

void change_identity(const std::string& state_folder, const identity& from, const identity& to) {
    const auto lock = lock_identity(state_folder);
    if (!lock) throw std::runtime_error("`fairway enroll` is at work in " + state_folder);
    const auto there = read_identity(state_folder);
    if (!there) throw std::runtime_error(to_string(there.problems.front()));
    if (to_text(*there.value) != to_text(from))
        throw std::runtime_error(identity_file(state_folder) + " has changed: somebody has enrolled this host again");
    save_identity(state_folder, to);
}

} // namespace fairway
