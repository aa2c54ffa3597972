#include "probes/resolver.hpp"

#include "probes/address.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <thread>

namespace fairway {

namespace {

resolved look_up(const std::string& name) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int rc = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
    resolved result;
    if (rc == 0) {
        for (const addrinfo* a = list; a != nullptr; a = a->ai_next) {
            auto text = numeric(a->ai_addr);
            if (!text.empty() &&
                std::find(result.addresses.begin(), result.addresses.end(), text) == result.addresses.end())
                result.addresses.push_back(std::move(text));
        }
        ::freeaddrinfo(list);
        if (result.addresses.empty()) result.error = "the name has no IPv4 or IPv6 address";
    } else if (rc == EAI_NONAME) {
        result.error = "no such name (neither DNS nor the hosts file of this machine knows it)";
    } else if (rc == EAI_AGAIN) {
        result.error = "the DNS server did not answer or could not say";
    } else if (rc == EAI_SYSTEM) {
        result.error = std::string("the resolver of this machine failed: ") + std::strerror(errno);
    } else {
        result.error = ::gai_strerror(rc);
    }
    return result;
}

/// Shared with the threads, which may outlive the caller.
struct work {
    std::mutex mutex;
    std::condition_variable finished;
    std::vector<std::string> names;
    std::size_t next = 0;
    bool abandoned = false;
    std::map<std::string, resolved> results;
};

void work_on(const std::shared_ptr<work>& w) {
    std::unique_lock lock(w->mutex);
    while (!w->abandoned && w->next < w->names.size()) {
        const std::string name = w->names[w->next++];
        lock.unlock();
        resolved result = look_up(name);
        lock.lock();
        w->results.emplace(name, std::move(result));
        w->finished.notify_one();
    }
}

} // namespace

std::map<std::string, resolved> resolve(const std::vector<std::string>& names, std::chrono::milliseconds deadline) {
    std::map<std::string, resolved> results;
    const auto w = std::make_shared<work>();
    for (const auto& name : names) {
        if (results.count(name) != 0) continue;
        resolved& r = results[name];
        if (parse_address(name))
            r.addresses.push_back(name);
        else
            w->names.push_back(name);
    }
    if (w->names.empty()) return results;

    constexpr std::size_t most_threads = 16;
    for (std::size_t n = 0; n < std::min(most_threads, w->names.size()); ++n)
        std::thread(work_on, w).detach();

    std::unique_lock lock(w->mutex);
    w->finished.wait_until(lock, std::chrono::steady_clock::now() + deadline,
                           [&] { return w->results.size() == w->names.size(); });
    w->abandoned = true;
    for (const auto& name : w->names) {
        const auto found = w->results.find(name);
        if (found != w->results.end())
            results[name] = found->second;
        else
            results[name].error = "no answer from the resolver within " + std::to_string(deadline.count()) + " ms";
    }
    return results;
}

} // namespace fairway
