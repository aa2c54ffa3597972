#include "tests/fuzz/hello/one_input.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fairway::fuzz::one_hello_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
