#include "probes/identify/engine.hpp"

#include "tests/net/servers.hpp"
#include "tests/platform.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <stop_token>
#include <utility>

using namespace fairway;
using identify::ending;
using identify::reply;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::say;

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using socket_ptr = std::shared_ptr<tcp::socket>;

/// A protocol whose server greets: "HELLO name\n".
reply read_greeting(const identify::context&, std::string_view received) {
    constexpr std::string_view sign = "HELLO ";
    const auto size = std::min(sign.size(), received.size());
    if (received.substr(0, size) != sign.substr(0, size)) return {reply::verdict::wrong, "something else"};
    const auto end = received.find('\n');
    if (end == std::string_view::npos) return {};
    return {reply::verdict::confirmed, std::string(received.substr(sign.size(), end - sign.size()))};
}
const identify::exchange by_greeting{nullptr, read_greeting};
const identify::protocol greeting{"greeting", identify::transport::tcp, "", &by_greeting};

/// One whose server answers: the name that it was given, and a full stop.
std::string ask_who(const identify::context& c) {
    return "who is " + c.server_name + "?";
}
reply read_echo(const identify::context& c, std::string_view received) {
    if (received == c.server_name + ".") return {reply::verdict::confirmed, std::string(received)};
    return {};
}
const identify::exchange by_echo{ask_who, read_echo};
const identify::protocol echo_protocol{"echo", identify::transport::tcp, "", &by_echo};

/// One whose server greets, and wants to hear when we leave.
const identify::exchange by_courtesy{nullptr, read_greeting, "BYE!"};
const identify::protocol courteous{"courteous", identify::transport::tcp, "", &by_courtesy};

const identify::protocol& named(std::string_view word) {
    return *identify::find_protocol(word, protocol::tcp);
}

/// At the pace that is the default.
identify::converse_result converse(const std::vector<identify::question>& questions,
                                   const identify::converse_options& options, std::stop_token stop = {}) {
    lanes paced;
    return identify::converse(questions, options, paced, std::move(stop));
}

identify::converse_options within(milliseconds deadline) {
    identify::converse_options o;
    o.deadline = deadline;
    return o;
}

identify::question to(const identify::protocol& p, std::uint16_t port, const std::string& address = "127.0.0.1") {
    return identify::question_for(p, {"vbr01"}, address, port);
}

void reset(tcp::socket& peer) {
    peer.set_option(boost::asio::socket_base::linger(true, 0));
    peer.close();
}

/// Sends `text` a byte at a time, one each 20 ms, over and over.
void drip(const socket_ptr& peer, const std::string& text, std::size_t at = 0) {
    const auto timer = std::make_shared<boost::asio::steady_timer>(peer->get_executor(), milliseconds(20));
    timer->async_wait([peer, text, at, timer](error_code ec) {
        if (!ec) boost::asio::write(*peer, boost::asio::buffer(&text[at], 1), ec);
        if (!ec) drip(peer, text, (at + 1) % text.size());
    });
}

/// Sends without end.
void flood(const socket_ptr& peer, const std::shared_ptr<std::string>& text, std::shared_ptr<std::size_t> sent) {
    peer->async_write_some(boost::asio::buffer(*text), [=](error_code ec, std::size_t size) {
        *sent += size;
        if (!ec) flood(peer, text, sent);
    });
}

/// Reads until `end` came, then calls.
void after(const socket_ptr& peer, char end, std::function<void(std::string)> call) {
    const auto text = std::make_shared<std::string>(100, '\0');
    peer->async_read_some(boost::asio::buffer(*text), [=](error_code ec, std::size_t size) {
        if (ec) return;
        text->resize(size);
        CHECK(text->find(end) != std::string::npos); // a question this short comes whole
        call(*text);
    });
}

} // namespace

TEST_CASE("a server hears the farewell of its protocol, and nothing keeps us long after that") {
    struct row {
        const char* what;
        const char* greeting;
        bool answers, hangs_up;
        ending end;
    };
    for (const row& r : {row{"answers and hangs up", "HELLO x\n", true, true, ending::confirmed},
                         row{"hangs up", "HELLO x\n", false, true, ending::confirmed},
                         row{"answers and waits", "HELLO x\n", true, false, ending::confirmed},
                         row{"waits", "HELLO x\n", false, false, ending::confirmed},
                         row{"speaks another protocol", "220 mail\r\n", true, true, ending::wrong}}) {
        CAPTURE(std::string(r.what));
        std::promise<std::string> heard;
        test::servers s;
        const auto port = s.tcp([&, hold = s.hold()](tcp::socket peer) {
            say(peer, r.greeting);
            const auto p = std::make_shared<tcp::socket>(std::move(peer));
            const auto text = std::make_shared<std::string>(100, '\0');
            p->async_read_some(boost::asio::buffer(*text), [&, p, text, hold](error_code, std::size_t size) {
                if (r.answers) say(*p, "221 bye\n");
                if (!r.hangs_up) hold(std::move(*p));
                heard.set_value(text->substr(0, size));
            });
        });
        s.start();
        const bool waits = !r.answers && !r.hangs_up;
        const auto result = converse({to(courteous, port)}, within(milliseconds(waits ? 1500 : 20000)));
        CHECK(result.conversations[0].end == r.end);
        CHECK(heard.get_future().get() == (r.end == ending::wrong ? "" : "BYE!"));
    }
}

TEST_CASE("how a conversation ends with each kind of server") {
    test::servers s;
    const auto greet = [&](std::string text) {
        return [text, hold = s.hold()](tcp::socket peer) {
            say(peer, text);
            hold(std::move(peer));
        };
    };
    struct row {
        const char* what;
        const identify::protocol* asked;
        std::uint16_t port;
        ending end;
        const char* identity;
    };
    const auto &ssh = named("ssh"), &smb = named("smb2"), &http = named("http");
    const auto at_once = test::under_wine() ? ending::hung_up : ending::reset; // Wine keeps the error to itself
    const row rows[] = {
        {"greets", &greeting, s.tcp(greet("HELLO server 1\n")), ending::confirmed, "server 1"},
        {"greets and hangs up", &greeting, s.tcp([](tcp::socket peer) { say(peer, "HELLO brief\n"); }),
         ending::confirmed, "brief"},
        {"greets in two pieces", &greeting, s.tcp([](tcp::socket peer) {
             const auto p = std::make_shared<tcp::socket>(std::move(peer));
             say(*p, "HEL");
             const auto timer = std::make_shared<boost::asio::steady_timer>(p->get_executor(), milliseconds(30));
             timer->async_wait([p, timer](error_code) { say(*p, "LO slowly\n"); });
         }),
         ending::confirmed, "slowly"},
        {"drips, but is done in time", &greeting,
         s.tcp([](tcp::socket peer) { drip(std::make_shared<tcp::socket>(std::move(peer)), "HELLO x\n"); }),
         ending::confirmed, "x"},
        {"speaks another protocol", &greeting, s.tcp(greet("220 mail\r\n")), ending::wrong, "something else"},
        {"sends garbage", &greeting, s.tcp(greet(std::string("\0\xff\x80\x01", 4))), ending::wrong, "something else"},
        {"is silent", &greeting, s.tcp(s.hold()), ending::mute, ""},
        {"says half of it", &greeting, s.tcp(greet("HELLO serv")), ending::mute, ""},
        {"drips for ever", &greeting, s.tcp([](tcp::socket peer) {
             const auto p = std::make_shared<tcp::socket>(std::move(peer));
             say(*p, "HELLO ");
             drip(p, "x");
         }),
         ending::mute, ""},
        {"hangs up", &greeting, s.tcp([](tcp::socket) {}), ending::hung_up, ""},
        {"hangs up after half of it", &greeting, s.tcp([](tcp::socket peer) { say(peer, "HELLO serv"); }),
         ending::hung_up, "HELLO serv"},
        {"tells why it hangs up", &ssh, s.tcp([](tcp::socket peer) { say(peer, "Exceeded MaxStartups\r\n"); }),
         ending::hung_up, "Exceeded MaxStartups"},
        {"refuses in its own words", &smb, s.tcp([](tcp::socket peer) {
             say(peer, {"\x83\0\0\1\x81", 5});
         }),
         ending::turned_away, "SMB, refuses the session: not listening for the calling name"},
        {"is a proxy", &http, s.tcp([](tcp::socket peer) { say(peer, "HTTP/1.1 407 No\r\n\r\n"); }), ending::proxy,
         "HTTP 407, wants a proxy login"},
        {"is a portal", &http,
         s.tcp([](tcp::socket peer) { say(peer, "HTTP/1.1 302 Found\r\nLocation: http://portal.test/\r\n\r\n"); }),
         ending::confirmed, "HTTP 302 (to portal.test)"},
        {"resets", &greeting, s.tcp([](tcp::socket peer) { reset(peer); }), at_once, ""},
        {"resets after the question", &echo_protocol, s.tcp([](tcp::socket peer) {
             const auto p = std::make_shared<tcp::socket>(std::move(peer));
             after(p, '?', [p](const std::string&) { reset(*p); });
         }),
         ending::reset, ""},
        {"hangs up after the question", &echo_protocol, s.tcp([](tcp::socket peer) {
             const auto p = std::make_shared<tcp::socket>(std::move(peer));
             after(p, '?', [p](const std::string&) { p->close(); });
         }),
         ending::hung_up, ""},
        {"answers", &echo_protocol, s.tcp([](tcp::socket peer) {
             const auto p = std::make_shared<tcp::socket>(std::move(peer));
             after(p, '?', [p](const std::string& text) { say(*p, text == "who is vbr01?" ? "vbr01." : "who?"); });
         }),
         ending::confirmed, "vbr01."},
        {"refuses", &greeting, s.refusing(), ending::unconnected, ""},
        {"drops", &greeting, s.full_backlog(), ending::unconnected, ""},
    };
    s.start();
    std::vector<identify::question> questions;
    for (const auto& r : rows)
        questions.push_back(to(*r.asked, r.port));
    const auto began = steady_clock::now();
    const auto result = converse(questions, within(milliseconds(600)));
    const auto took = steady_clock::now() - began;
    CHECK(!result.interrupted);
    REQUIRE(result.conversations.size() == std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        CAPTURE(std::string(rows[i].what));
        CHECK(static_cast<int>(result.conversations[i].end) == static_cast<int>(rows[i].end));
        CHECK(result.conversations[i].identity == rows[i].identity);
        CHECK(result.conversations[i].tls == nullptr);
    }
    CHECK(took >= milliseconds(600));
    CHECK(took < milliseconds(1800)); // one deadline, not many
}

TEST_CASE("an answer without end is cut") {
    test::servers s;
    const auto sent = std::make_shared<std::size_t>(0);
    const auto port = s.tcp([sent](tcp::socket peer) {
        const auto p = std::make_shared<tcp::socket>(std::move(peer));
        say(*p, "HELLO ");
        flood(p, std::make_shared<std::string>(4096, 'x'), sent);
    });
    s.start();
    const auto began = steady_clock::now();
    const auto result = converse({to(greeting, port)}, within(milliseconds(30'000)));
    CHECK(steady_clock::now() - began < milliseconds(10'000));
    CHECK(result.conversations[0].end == ending::wrong);
    CHECK(result.conversations[0].identity == "an answer that never ends");
}

TEST_CASE("IPv6") {
    test::servers s;
    const auto port = s.tcp([](tcp::socket peer) { say(peer, "HELLO six\n"); }, "::1");
    s.start();
    const auto result = converse({to(greeting, port, "::1")}, within(milliseconds(5000)));
    CHECK(result.conversations[0].end == ending::confirmed);
    CHECK(result.conversations[0].identity == "six");
}

TEST_CASE("few at once: the others wait their turn, each with a deadline of its own") {
    test::servers s;
    const auto port = s.tcp([](tcp::socket peer) { say(peer, "HELLO all\n"); });
    const auto mute = s.tcp(s.hold());
    s.start();
    std::vector<identify::question> questions(30, to(greeting, port));
    questions.front() = to(greeting, mute);
    auto options = within(milliseconds(300));
    options.most_at_once = 2;
    const auto result = converse(questions, options);
    CHECK(result.conversations.front().end == ending::mute);
    for (std::size_t i = 1; i < questions.size(); ++i)
        CHECK(result.conversations[i].end == ending::confirmed);
}

TEST_CASE("no questions, no answers") {
    CHECK(converse({}, within(milliseconds(1000))).conversations.empty());
}

TEST_CASE("a stop ends it with what is known so far") {
    test::servers s;
    const auto port = s.tcp([](tcp::socket peer) { say(peer, "HELLO first\n"); });
    auto first = to(greeting, port);
    std::stop_source source;
    first.read = [&source](std::string_view received) {
        auto r = read_greeting({}, received);
        if (r.says == reply::verdict::confirmed) source.request_stop();
        return r;
    };
    const auto mute = s.tcp(s.hold());
    s.start();
    const auto began = steady_clock::now();
    const auto result = converse({first, to(greeting, mute)}, within(milliseconds(30'000)), source.get_token());
    CHECK(steady_clock::now() - began < milliseconds(10'000));
    CHECK(result.interrupted);
    CHECK(result.conversations[0].end == ending::confirmed);
    CHECK(result.conversations[1].end == ending::not_run);
}

TEST_CASE("conversations begin at the pace of their address") {
    test::servers s;
    const auto port = s.tcp([](tcp::socket peer) { say(peer, "HELLO all\n"); });
    s.start();
    lanes paced(100, 5);
    const auto began = steady_clock::now();
    const auto result = identify::converse(std::vector(25, to(greeting, port)), within(milliseconds(5000)), paced, {});
    CHECK(steady_clock::now() - began >= milliseconds(195)); // 20 after the burst, at 100 a second
    for (const auto& c : result.conversations)
        CHECK(c.end == ending::confirmed);
}

TEST_CASE("what an open port is after the conversation") {
    observation open;
    open.state = state::open;
    open.reason = reason::syn_ack;
    open.evidence = evidence::connected;
    open.answered_by = "10.0.0.5";
    open.rtt_us = 400;
    struct row {
        ending end;
        reason why;
        evidence strength;
        bool other, mute;
        bool identity;
        fairway::conduct conduct = conduct::none;
    };
    const row rows[] = {
        {ending::not_run, reason::syn_ack, evidence::connected, false, false, false},
        {ending::unconnected, reason::syn_ack, evidence::connected, false, false, false},
        {ending::confirmed, reason::syn_ack, evidence::identified, false, false, true},
        {ending::wrong, reason::syn_ack, evidence::connected, true, false, true},
        {ending::mute, reason::syn_ack, evidence::connected, false, true, true},
        {ending::tls_mute, reason::syn_ack, evidence::connected, false, true, true, conduct::tls_unanswered},
        {ending::tls_beheaded, reason::syn_ack, evidence::connected, false, true, true, conduct::tls_beheaded},
        {ending::turned_away, reason::syn_ack, evidence::connected, false, false, true, conduct::turned_away},
        {ending::proxy, reason::syn_ack, evidence::connected, false, false, true, conduct::proxy},
        {ending::old_tls, reason::syn_ack, evidence::connected, false, false, true, conduct::old_tls},
        {ending::broken_tls, reason::syn_ack, evidence::connected, false, false, true, conduct::broken_tls},
        {ending::hung_up, reason::hang_up, evidence::connected, false, false, true},
        {ending::reset, reason::reset, evidence::connected, false, false, true},
    };
    for (const auto& r : rows) {
        CAPTURE(static_cast<int>(r.end));
        const auto seen = identify::with(open, {r.end, "who", r.identity ? "portal.test" : "", nullptr});
        CHECK(seen.state == state::open);
        CHECK(to_string(seen.reason) == to_string(r.why));
        CHECK(to_string(seen.evidence) == to_string(r.strength));
        CHECK(seen.other_protocol == r.other);
        CHECK(seen.mute == r.mute);
        CHECK(static_cast<int>(seen.conduct) == static_cast<int>(r.conduct));
        CHECK(seen.leads_to == (r.identity ? "portal.test" : ""));
        CHECK(seen.identity == (r.identity ? "who" : ""));
        CHECK(seen.answered_by == "10.0.0.5");
        CHECK(seen.rtt_us == 400);
    }
}
