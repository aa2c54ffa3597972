#include "support/gzip.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>
#include <zlib.h>

namespace fairway {

namespace {

constexpr int gzip_window = 15 + 16; // zlib's way of asking for gzip and not for its own framing

Bytef* bytes_of(std::string_view data) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(data.data())); // zlib only reads it
}

/// What the end of a gzip member says that it holds (RFC 1952 section 2.3.1): anything, if it lies.
std::size_t promised_size(std::string_view data) {
    constexpr std::size_t most_per_byte = 1032; // of DEFLATE
    if (data.size() < 4) return 0;
    std::uint32_t size = 0;
    for (int i = 0; i < 4; ++i)
        size = size << 8 | static_cast<unsigned char>(data[data.size() - 1 - static_cast<std::size_t>(i)]);
    return std::min<std::size_t>(size, data.size() * most_per_byte);
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
    // Room for what the last four bytes promise, as far as so few bytes can hold it; what is not true costs a little.
    std::string out(std::clamp<std::size_t>(promised_size(data), std::min<std::size_t>(limit, 1), limit), '\0');
    while (true) {
        stream.next_out = bytes_of(out) + stream.total_out;
        stream.avail_out = static_cast<uInt>(out.size() - stream.total_out);
        const int status = ::inflate(&stream, Z_NO_FLUSH);
        if (status == Z_STREAM_END) break;
        if (status != Z_OK && status != Z_BUF_ERROR) return std::nullopt;
        if (stream.avail_out > 0) return std::nullopt; // it ends too early
        if (out.size() < limit) {
            out.resize(std::min(limit, out.size() * 2));
        } else if (status == Z_BUF_ERROR) { // not even with a last look for the end
            if (too_large != nullptr) *too_large = true;
            return std::nullopt;
        }
    }
    out.resize(stream.total_out);
    if (stream.avail_in != 0) return std::nullopt; // something follows
    return out;
}

} // namespace fairway
