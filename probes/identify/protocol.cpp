#include "probes/identify/protocol.hpp"

#include "probes/identify/exchanges.hpp"

namespace fairway::identify {

namespace {

constexpr protocol table[] = {
#define PROTOCOL(word, carried_by, asked, exchange_name) {word, transport::carried_by, asked, &exchange_name},
#include "probes/identify/protocols.def"
#undef PROTOCOL
};

} // namespace

std::span<const protocol> protocols() {
    return table;
}

std::vector<protocol_word> protocol_words() {
    std::vector<protocol_word> words;
    for (const protocol& p : table)
        words.push_back({p.word, p.carrier()});
    return words;
}

const protocol* find_protocol(std::string_view word, fairway::protocol carrier) {
    for (const protocol& p : table)
        if (p.word == word && p.carrier() == carrier) return &p;
    return nullptr;
}

} // namespace fairway::identify
