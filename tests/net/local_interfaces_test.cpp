#include "agent/local/interfaces.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <doctest/doctest.h>

#include <set>

using namespace fairway;

TEST_CASE("each address of this machine is numeric, not loopback, and can be bound") {
    const auto addresses = local_addresses();
    CHECK(std::set<std::string>(addresses.begin(), addresses.end()).size() == addresses.size());
    for (const std::string& a : addresses) {
        CAPTURE(a);
        CHECK_FALSE(a.starts_with("127."));
        CHECK(a != "::1");
        boost::system::error_code no_address, not_ours;
        const auto address = boost::asio::ip::make_address(a, no_address);
        CHECK_FALSE(no_address);
        if (!address.is_v4()) continue;
        boost::asio::io_context io;
        boost::asio::ip::udp::socket socket(io, boost::asio::ip::udp::v4());
        socket.bind({address, 0}, not_ours);
        CHECK_FALSE(not_ours); // only one's own can be bound
    }
}
