#pragma once

#include "collector/http/message.hpp"

#include <boost/beast/http/fields.hpp>

namespace fairway::collector {

/// The header of a response: what the application says, and what every response has unless it says otherwise.
void fill_header(boost::beast::http::fields& to, const http_response& r);

} // namespace fairway::collector
