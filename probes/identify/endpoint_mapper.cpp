#include "probes/identify/endpoint_mapper.hpp"

#include "probes/identify/exchanges.hpp"
#include "probes/wire/dce_rpc.hpp"

#include <memory>

namespace fairway::identify {

namespace {

/// First the exchange that identifies a mapper, then the list, on the same connection.
class mapper_talk {
  public:
    reply read(std::string_view received) {
        if (bound_.says == reply::verdict::more) {
            bound_ = msrpc.read(context(), received);
            if (bound_.says != reply::verdict::confirmed) return bound_;
            bind_size_ = wire::dce_rpc_size(received);
        }
        lookup_.receive(received.substr(bind_size_));
        return lookup_.is_over() ? bound_ : reply();
    }

    /// Nothing before the mapper has shown that it is one: until then `read` has nothing to add.
    std::string next() { return bound_.says == reply::verdict::confirmed ? lookup_.take_outgoing() : std::string(); }

    mapper_answer answer(conversation ended) const {
        using stage = wire::endpoint_lookup::stage;
        mapper_answer a;
        a.as_service = std::move(ended);
        if (bound_.says != reply::verdict::confirmed) return a;
        a.as_service.end = ending::confirmed; // whatever became of the list
        a.as_service.identity = bound_.identity;
        a.endpoints = lookup_.endpoints();
        a.whole = lookup_.at() == stage::told || lookup_.at() == stage::mapping;
        a.told = a.whole || !a.endpoints.empty();
        if (lookup_.at() == stage::refused) a.refusal = "status " + std::to_string(lookup_.code());
        if (lookup_.at() == stage::nonsense) a.refusal = "an answer that cannot be read";
        return a;
    }

  private:
    reply bound_;
    std::size_t bind_size_ = 0;
    wire::endpoint_lookup lookup_{2}; // the bind is the first
};

} // namespace

std::vector<mapper_answer> ask_mappers(const std::vector<mapper_address>& mappers, const converse_options& options,
                                       lanes& paced, std::stop_token stop) {
    std::vector<std::shared_ptr<mapper_talk>> talks;
    std::vector<question> questions;
    for (const auto& m : mappers) {
        const auto talk = talks.emplace_back(std::make_shared<mapper_talk>());
        question q;
        q.address = m.address;
        q.port = m.port;
        q.request = msrpc.request(context());
        q.read = [talk](std::string_view received) { return talk->read(received); };
        q.next = [talk] { return talk->next(); };
        q.longest = wire::endpoint_lookup::longest;
        questions.push_back(std::move(q));
    }
    auto held = converse(questions, options, paced, std::move(stop));
    std::vector<mapper_answer> answers;
    for (std::size_t i = 0; i < talks.size(); ++i)
        answers.push_back(talks[i]->answer(std::move(held.conversations[i])));
    return answers;
}

} // namespace fairway::identify
