#pragma once

#include "probes/responder/judge.hpp"
#include "probes/wire/hello.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace fairway::fuzz {

inline wire::site_key hello_key() {
    wire::site_key key{};
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::uint8_t>(i);
    return key;
}

/// The first byte says what the rest is taken for: bytes as they came, or a body that somebody with the key signed.
/// Throws where something holds that must not.
inline void one_hello_input(std::string_view input) {
    if (input.empty()) return;
    const wire::site_key key = hello_key();
    const bool sign = (input[0] & 1) != 0;
    const std::string body(input.substr(1));
    const auto must = [](bool holds, const char* what) {
        if (!holds) throw std::logic_error(what);
    };

    // A hello that is only looked at, then one that is signed: what decodes must encode to itself.
    if (const auto h = wire::decode_hello(body)) {
        const std::string again = wire::encode_hello(*h, key);
        must(again.substr(0, 480) == body.substr(0, 480), "a hello has two forms");
        hello_judge judge(key);
        const bool right = wire::is_signed(body, key);
        const auto first = judge.judge(body, h->protocol, h->port, h->time);
        must((first.says == hello_verdict::answer) == right, "a hello was answered without the key, or not with it");
        must(judge.judge(again, h->protocol, h->port, h->time).says !=
                 (right ? hello_verdict::answer : hello_verdict::replayed),
             "a nonce was taken twice");
    }

    wire::hello asked;
    asked.port = 1;
    const std::string hello = wire::encode_hello(asked, key);
    const std::string answer = sign ? wire::sign_answer(body.substr(0, 480), hello, key) : body;
    if (const auto a = wire::decode_answer(answer, hello, key)) {
        const std::string again = wire::encode_answer(*a, hello, key);
        must(again.size() == hello.size(), "an answer is longer than its hello");
        const auto b = wire::decode_answer(again, hello, key);
        must(b && b->tcp == a->tcp && b->udp == a->udp && b->asker == a->asker && b->here == a->here,
             "an answer does not survive");
    }
}

} // namespace fairway::fuzz
