#include "support/gzip.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <zlib.h>

namespace fairway {

namespace {

constexpr int gzip_window = 15 + 16; // zlib's way of asking for gzip and not for its own framing

Bytef* bytes_of(std::string_view data) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(data.data())); // zlib only reads it
}

} // namespace

std::string gzip(std::string_view data) {
    z_stream stream{};
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    std::string out(::deflateBound(&stream, static_cast<uLong>(data.size())), '\0');
    stream.next_in = bytes_of(data);
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = bytes_of(out);
    stream.avail_out = static_cast<uInt>(out.size());
    ::deflate(&stream, Z_FINISH); // deflateBound() made room for all of it
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

std::optional<std::string> gunzip(std::string_view data, std::size_t limit, bool* too_large) {
    if (too_large != nullptr) *too_large = false;
    if (data.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
    z_stream stream{};
    if (::inflateInit2(&stream, gzip_window) != Z_OK) throw std::bad_alloc();
    struct guard {
        z_stream& s;
        ~guard() { ::inflateEnd(&s); }
    } const end{stream};
    stream.next_in = bytes_of(data);
    stream.avail_in = static_cast<uInt>(data.size());
    std::string out;
    std::array<char, 65536> chunk{};
    while (true) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(chunk.size());
        const int status = ::inflate(&stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END) return std::nullopt;
        const auto got = chunk.size() - stream.avail_out;
        if (got > limit - out.size()) {
            if (too_large != nullptr) *too_large = true;
            return std::nullopt;
        }
        out.append(chunk.data(), got);
        if (status == Z_STREAM_END) break;
        if (got == 0 && stream.avail_in == 0) return std::nullopt; // it ends too early
    }
    if (stream.avail_in != 0) return std::nullopt; // something follows
    return out;
}

} // namespace fairway
