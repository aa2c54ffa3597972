#include "agent/reporting/spool.hpp"

#include "support/folder.hpp"
#include "support/log.hpp"
#include "support/system/file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace fairway {

namespace {

constexpr const char* counters_file = "counters";
constexpr std::string_view temporary = ".tmp";
/// Numbers set aside at a time, so that not every report costs a second file.
constexpr std::uint64_t reserve = 1000;
constexpr std::uint64_t largest_file = 64ULL * 1024 * 1024; // that is read where the limit is smaller
constexpr std::uint64_t slack = 1024;                       // for the first line

std::string run_id_of(const std::string& part) {
    const auto document = nlohmann::json::parse(part, nullptr, false);
    if (!document.is_object()) return {};
    const auto id = document.find("run_id");
    return id != document.end() && id->is_string() ? id->get<std::string>() : std::string();
}

/// Says something about this process, or about who may read, and not about what is in the file.
bool is_passing(int error) {
    return error == EMFILE || error == ENFILE || error == ENOMEM || error == EAGAIN || error == EACCES ||
           error == EPERM || error == EBUSY;
}

std::string mebibytes(std::uint64_t bytes) {
    return std::to_string((bytes + 1024 * 1024 - 1) / (1024 * 1024)) + " MiB";
}

} // namespace

spool::spool(std::string folder, spool_limits limits)
    : spool(std::move(folder), limits, system_file_calls(), read_clock()) {}

spool::spool(std::string folder, spool_limits limits, file_calls& calls, const clock_reading& now)
    : folder_(std::move(folder)), quarantine_(in_folder(folder_, "quarantine")), limits_(limits), calls_(calls) {
    make_private_folder(folder_);
    lock_ = file_lock::take_folder(folder_);
    if (!lock_) throw std::runtime_error(folder_ + " is in use by another process; only one `fairway run` may use it");
    make_private_folder(quarantine_);
    read_folder(now);
}

void spool::read_folder(const clock_reading& now) {
    std::vector<std::string> names;
    std::uint64_t highest = 0;
    for (const auto& folder : {quarantine_, folder_})
        for (const auto& name : names_in_folder(folder)) {
            if (is_spool_file_name(name)) highest = std::max(highest, sequence_of(name));
            if (folder == folder_) names.push_back(name);
        }
    std::sort(names.begin(), names.end());
    read_counters(highest + 1);
    for (const auto& name : names) {
        if (name.ends_with(temporary)) {
            // What an interrupted write left never counted.
            calls_.remove(path(name));
            continue;
        }
        if (!is_spool_file_name(name)) continue;
        int error = 0;
        const auto bytes = read_file(name, error);
        if (is_passing(error)) { // for the next start
            log(log_level::warning, "report not readable right now",
                {{"file", path(name)}, {"why", std::string(std::strerror(error))}});
            continue;
        }
        if (const auto entry = bytes ? decode_spool_file(name, *bytes) : std::nullopt) {
            files_[name] = {bytes->size(), entry->header};
            bytes_ += bytes->size();
        } else {
            set_damaged_aside(name, bytes ? bytes->size() : 0, error);
        }
    }
    expire(now);
    while (bytes_ > limits_.bytes && drop_oldest(0, "the spool is full")) {
    }
    save_changed_counters();
}

void spool::read_counters(std::uint64_t above) {
    int error = 0;
    if (const auto bytes = read_file(counters_file, error))
        if (const auto read = decode_spool_counters(*bytes)) counters_ = *read;
    counters_.next_sequence = std::max(counters_.next_sequence, above);
    reserved_ = counters_.next_sequence;
}

/// Best effort: where the disk has no room, the numbers live as long as the process.
void spool::write_counters() {
    auto kept = counters_;
    kept.next_sequence = std::max(reserved_, counters_.next_sequence);
    counters_changed_ = write_file(counters_file, encode_spool_counters(kept)) != 0;
}

/// Once for all that a call changed, and after the reports: they need the room more.
void spool::save_changed_counters() {
    if (counters_changed_) write_counters();
}

std::optional<std::string> spool::read_file(const std::string& name, int& error) {
    const int fd = calls_.open(path(name));
    if (fd < 0) {
        error = errno;
        return std::nullopt;
    }
    std::string bytes;
    std::vector<char> buffer(64 * 1024);
    while (true) {
        const auto got = calls_.read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        error = got < 0 ? errno : 0;
        if (got <= 0) break;
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
        if (bytes.size() > std::max(limits_.bytes, largest_file) + slack) error = EFBIG;
        if (error != 0) break;
    }
    calls_.close(fd);
    if (error != 0) return std::nullopt;
    return bytes;
}

/// All of it under its name, or nothing; 0 or what was wrong.
int spool::write_file(const std::string& name, const std::string& bytes) {
    const auto written_to = path(name) + std::string(temporary);
    int fd = calls_.create(written_to, readable_by::owner);
    if (fd < 0 && errno == EEXIST) {
        calls_.remove(written_to);
        fd = calls_.create(written_to, readable_by::owner);
    }
    if (fd < 0) return errno;
    int error = 0;
    for (std::size_t done = 0; error == 0 && done < bytes.size();) {
        const auto put = calls_.write(fd, bytes.data() + done, bytes.size() - done);
        if (put > 0)
            done += static_cast<std::size_t>(put);
        else if (put == 0)
            error = ENOSPC; // a disk that takes nothing and says nothing must not keep us here
        else if (errno != EINTR)
            error = errno;
    }
    if (error == 0 && calls_.sync(fd) != 0) error = errno;
    if (calls_.close(fd) != 0 && error == 0) error = errno;
    if (error == 0 && calls_.rename(written_to, path(name)) != 0) error = errno;
    if (error != 0) {
        calls_.remove(written_to);
        return error;
    }
    // The file is there and whole. That its name may not outlast a power failure is no reason to lose it now.
    if (calls_.sync_folder(folder_) != 0)
        log(log_level::warning, "spool directory not synced",
            {{"directory", folder_}, {"why", std::string(std::strerror(errno))}});
    return 0;
}

std::uint64_t spool::new_sequence() {
    const auto sequence = counters_.next_sequence++;
    if (sequence >= reserved_) {
        reserved_ = sequence + reserve;
        write_counters();
    }
    return sequence;
}

std::size_t spool::put(const std::vector<std::string>& parts, wall_time now) {
    auto clock = read_clock();
    clock.wall = now;
    return put(parts, clock);
}

std::size_t spool::put(const std::vector<std::string>& parts, const clock_reading& now) {
    if (parts.empty() || parts.size() > most_parts) return 0;
    spool_entry entry;
    entry.header.parts = static_cast<unsigned>(parts.size());
    entry.header.run_id = run_id_of(parts.front());
    entry.header.created = now;
    const std::lock_guard guard(mutex_);
    expire(now);
    entry.header.sequence = new_sequence();
    problem_.clear();
    std::uint64_t whole = 0;
    for (const auto& part : parts) {
        entry.header.part = static_cast<unsigned>(&part - parts.data()) + 1;
        whole += spool_file_size(entry.header, part.size());
    }
    // Begun all the same, it would push out all others and then lose its end, in every run anew.
    if (whole > limits_.bytes)
        problem_ = "the report takes " + mebibytes(whole) + ", but the whole spool is limited to " +
                   mebibytes(limits_.bytes) + "; raise the limit with \"spool\": {\"mebibytes\": …} in agent.json";
    std::size_t kept = 0;
    for (const auto& part : parts) {
        if (!problem_.empty()) break;
        entry.header.part = static_cast<unsigned>(&part - parts.data()) + 1;
        entry.body = part;
        // Each part replaces what is known of its own targets: those before it are of use without it.
        if (!keep(spool_file_name(entry.header.sequence, entry.header.part), entry)) break;
        ++kept;
    }
    if (kept < parts.size()) {
        counters_.dropped += parts.size() - kept;
        counters_changed_ = true;
        log(log_level::error, "report not saved",
            {{"run", entry.header.run_id},
             {"parts_lost", static_cast<std::int64_t>(parts.size() - kept)},
             {"directory", folder_},
             {"why", problem_}});
    }
    save_changed_counters();
    return kept;
}

bool spool::keep(const std::string& name, const spool_entry& entry) {
    const auto bytes = encode_spool_file(entry);
    const auto sequence = entry.header.sequence;
    while (bytes_ + bytes.size() > limits_.bytes && drop_oldest(sequence, "the spool is full")) {
    }
    int error = write_file(name, bytes);
    while (is_disk_full(error) && drop_oldest(sequence, "the disk is full"))
        error = write_file(name, bytes);
    if (error != 0) {
        problem_ = std::strerror(error);
        return false;
    }
    files_[name] = {bytes.size(), entry.header};
    bytes_ += bytes.size();
    return true;
}

void spool::expire(const clock_reading& now) {
    while (!files_.empty() && files_.begin()->first != in_flight_ &&
           too_old(files_.begin()->second.header.created, now, limits_.age))
        drop(files_.begin(), "too old");
}

bool spool::drop_oldest(std::uint64_t but_not_sequence, const char* why) {
    auto oldest = files_.begin();
    // What is being sent is most likely delivered; where it is all there is, room counts more.
    if (oldest != files_.end() && oldest->first == in_flight_ && files_.size() > 1) ++oldest;
    if (oldest != files_.end() && oldest->second.header.sequence == but_not_sequence) oldest = files_.begin();
    if (oldest == files_.end() || oldest->second.header.sequence == but_not_sequence) return false;
    drop(oldest, why);
    return true;
}

void spool::drop(files::iterator which, const char* why) {
    ++counters_.dropped;
    log(log_level::warning, "report dropped",
        {{"run", which->second.header.run_id}, {"file", path(which->first)}, {"why", std::string(why)}});
    forget(which);
    counters_changed_ = true;
}

void spool::forget(files::iterator which) {
    if (calls_.remove(path(which->first)) != 0 && errno != ENOENT)
        log(log_level::warning, "report not removed",
            {{"file", path(which->first)}, {"why", std::string(std::strerror(errno))}});
    bytes_ -= which->second.size;
    files_.erase(which);
}

std::optional<spooled_report> spool::oldest(const clock_reading& now) {
    const std::lock_guard guard(mutex_);
    in_flight_.clear();
    unreadable_.clear();
    expire(now);
    while (!files_.empty()) {
        const auto first = files_.begin();
        int error = 0;
        const auto bytes = read_file(first->first, error);
        auto entry = bytes ? decode_spool_file(first->first, *bytes) : std::nullopt;
        if (entry) {
            std::chrono::seconds age{0};
            for (const auto& [name, later] : files_)
                age = std::max(age, age_of(later.header.created, now));
            in_flight_ = first->first;
            save_changed_counters();
            return spooled_report{first->first, std::move(entry->header), std::move(entry->body), age};
        }
        if (is_passing(error)) {
            unreadable_ = path(first->first) + ": " + std::strerror(error);
            break;
        }
        const auto name = first->first;
        const auto size = first->second.size;
        bytes_ -= size;
        files_.erase(first);
        set_damaged_aside(name, size, error);
    }
    save_changed_counters();
    return std::nullopt;
}

void spool::sent(const std::string& name) {
    const std::lock_guard guard(mutex_);
    in_flight_.clear();
    if (const auto found = files_.find(name); found != files_.end()) forget(found);
}

void spool::refuse(const std::string& name) {
    const std::lock_guard guard(mutex_);
    in_flight_.clear();
    const auto found = files_.find(name);
    if (found == files_.end()) return;
    ++counters_.refused;
    const auto size = found->second.size;
    bytes_ -= size;
    files_.erase(found);
    set_aside(name, size);
    write_counters();
}

void spool::set_damaged_aside(const std::string& name, std::uint64_t size, int error) {
    ++counters_.damaged;
    counters_changed_ = true;
    log(log_level::warning, "report damaged",
        {{"file", path(name)}, {"why", std::string(error == 0 ? "checksum mismatch" : std::strerror(error))}});
    set_aside(name, size);
}

/// For a person to look at; bounded, the oldest go first.
void spool::set_aside(const std::string& name, std::uint64_t size) {
    std::map<std::string, std::uint64_t> there;
    std::uint64_t bytes = size;
    try {
        for (const auto& other : names_in_folder(quarantine_))
            bytes += there[other] = look_at(in_folder(quarantine_, other)).size;
    } catch (const std::system_error&) {
        // A folder that cannot be looked into takes nothing either.
    }
    while (!there.empty() && (there.size() + 1 > limits_.quarantine_files || bytes > limits_.quarantine_bytes)) {
        calls_.remove(in_folder(quarantine_, there.begin()->first));
        bytes -= there.begin()->second;
        there.erase(there.begin());
    }
    if (size > limits_.quarantine_bytes || calls_.rename(path(name), in_folder(quarantine_, name)) != 0)
        calls_.remove(path(name));
}

spool_state spool::state() const {
    const std::lock_guard guard(mutex_);
    return {files_.size(), bytes_, counters_, problem_, unreadable_};
}

} // namespace fairway
