#include "probes/wire/smtp.hpp"

#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

TEST_CASE("greetings of RFC 5321 4.2, in one line or several") {
    struct row {
        std::string what, bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"one line", "220 mail.example\r\n", "value"},
             {"one line, LF", "220 mail.example\n", "value"},
             {"without words", "220\r\n", "value"},
             {"several lines", "220-a\r\n220-b\r\n220 c\r\n", "value"},
             {"UTF-8", "220 m\xc3\xa4il.example\r\n", "value"},
             {"with more behind it", "220 a\r\n221 b\r\n\0", "value"},
             {"cut", "220 mail", "incomplete"},
             {"cut in its end", "220 mail\r", "incomplete"},
             {"cut in its code", "22", "incomplete"},
             {"not the last line", "220-a\r\n", "incomplete"},
             {"cut in another line", "220-a\r\n22", "incomplete"},
             {"another code", "220-a\r\n221 b\r\n", "malformed"},
             {"no code", "hello\r\n", "malformed"},
             {"half a code", "22\r\n", "malformed"},
             {"a longer number", "2200\r\n", "malformed"},
             {"an empty line", "\r\n", "malformed"},
             {"control characters", "220 a\x01", "malformed"},
             {"a CR in the middle", "220 a\rb", "malformed"},
             {"a line that never ends", "220 " + std::string(9000, 'x'), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_greeting(r.bytes)) == r.want);
    }
    std::string lines;
    while (lines.size() < longest_greeting)
        lines += "220-a\r\n";
    CHECK(outcome(decode_greeting(lines)) == "malformed");
    const std::string several = "554-no\r\n554 never\r\n";
    const std::string bytes = several + "more";
    const auto found = std::get<greeting>(decode_greeting(bytes));
    CHECK(found.code == 554);
    CHECK(found.text == "no");
    CHECK(found.all == several);
}

TEST_CASE("whose greeting it is") {
    for (const auto& [text, want] : std::initializer_list<std::pair<std::string, bool>>{
             {"mail.example ESMTP Postfix", true},
             {"mail.example", true},
             {"localhost smtp ready", true},
             {"[192.0.2.7] ready", true},
             {"*************", true},
             {"ftp.example FTP server ready", false},
             {"(vsFTPd 3.0.3)", false},
             {"ftp.example", false},
             {"ftp.example ESMTP Exim", true},
             {"ProFTPD 1.3 Server", false},
             {"Welcome.", false},
             {"mail ready", false},
             {"VMware Authentication Daemon Version 1.10: SSL Required", false},
             {"", false},
         }) {
        const auto this_text = text;
        CAPTURE(this_text);
        CHECK(is_of_mail_server({220, text, text}) == want);
    }
}

TEST_CASE("the time of day is left out") {
    for (const auto& [text, want] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"a ESMTP Exim 4.96 Fri, 27 Nov 2026 16:09:39 +0000", "a ESMTP Exim 4.96"},
             {"a ESMTP Sendmail 8.17; Mon, 23 Nov 2026 16:09:39 GMT", "a ESMTP Sendmail 8.17"},
             {"a ready at Sun, 29 Nov 2026 16:09:39 +0100", "a ready"},
             {"a ESMTP Postfix", "a ESMTP Postfix"},
             {"Fri, 27 Nov 2026", ""},
             {"", ""},
         }) {
        const auto this_text = text;
        CAPTURE(this_text);
        CHECK(without_time(text) == want);
    }
}
