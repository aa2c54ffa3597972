#include "collector/store/sqlite/file_watch.hpp"

#include "collector/store/store.hpp"

namespace fairway::collector {

namespace {

bool is_same_file(const file_look& a, const file_look& b) {
    return a.kind == b.kind && a.device == b.device && a.number == b.number;
}

} // namespace

file_watch::file_watch(std::string database) : database_{database, look_at(database)}, log_{database + "-wal", {}} {}

void file_watch::check() {
    for (auto* file : {&database_, &log_}) {
        const auto now = look_at(file->path);
        if (!file->seen) file->seen = now;
        if (is_same_file(*file->seen, now)) continue;
        throw store_error(
            file->path + (now.kind == file_kind::missing ? " was deleted or moved" : " was replaced") +
            " while the collector was running, so nothing can be stored. If it was moved, move it back. "
            "Otherwise stop the collector, put a backup in place of fairway.db, remove fairway.db-wal and "
            "fairway.db-shm, and start it");
    }
}

} // namespace fairway::collector
