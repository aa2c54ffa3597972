#include "matrix/flow_weight.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("how much a requirement counts by its matrix") {
    flow f;
    f.listens = listens::on_demand;
    f.fallback_of = {{6162, 6162}};
    requirement r;
    r.flow = f;
    r.required = false;
    r.questions = {"Is NetBIOS used?"};
    CHECK(to_string(weight_of(r)) == "optional, conditional, only as a fallback, listens on-demand");
    r.flow = flow();
    r.required = true;
    r.questions.clear();
    CHECK(to_string(weight_of(r)) == "required");
}

TEST_CASE("which findings say the same of the network") {
    using k = finding_kind;
    const std::vector<std::vector<k>> alike{
        {k::proven, k::confirmed, k::connected, k::intermediary},
        {k::path_open},
        {k::stalled, k::wrong_service, k::intercepted, k::blocked, k::silent, k::unreachable, k::name_failure,
         k::unverifiable, k::needs_config, k::not_run, k::not_applicable},
    };
    for (std::size_t i = 0; i < alike.size(); ++i)
        for (const auto a : alike[i])
            for (std::size_t j = 0; j < alike.size(); ++j)
                for (const auto b : alike[j]) {
                    CAPTURE(to_string(a));
                    CAPTURE(to_string(b));
                    CHECK(reach_alike(a, b) == (i == j));
                }
}
