#include "probes/net/waiting_socket.hpp"

#include "probes/net/sockaddr_windows.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/windows/overlapped_ptr.hpp>
#include <boost/asio/windows/random_access_handle.hpp>

#include <algorithm>
#include <deque>
#include <limits>
#include <mswsock.h>
#include <utility>
#include <vector>
#include <winternl.h>

// Asio waits for a connect by select() in a thread of its own, which has room for few sockets and never learns of a
// connect that failed. So the driver below Windows Sockets is asked, as select() itself does; its answers come through
// the loop's completion port.

namespace fairway {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr ULONG ioctl_afd_poll = 0x00012024;

// Events of it.
constexpr ULONG afd_receive = 0x01, afd_send = 0x04, afd_disconnect = 0x08, afd_abort = 0x10, afd_local_close = 0x20,
                afd_accept = 0x80, afd_connect_fail = 0x100;
constexpr ULONG when_readable =
    afd_receive | afd_accept | afd_disconnect | afd_abort | afd_connect_fail | afd_local_close;
constexpr ULONG when_writable = afd_send | afd_abort | afd_connect_fail | afd_local_close;

/// What is asked of one socket, and the answer in its place.
struct afd_poll_info {
    LARGE_INTEGER timeout;
    ULONG sockets;
    ULONG exclusive;
    HANDLE socket;
    ULONG events;
    NTSTATUS status;
};
static_assert(sizeof(afd_poll_info) == 32);

error_code error_of_status(NTSTATUS status) {
    return {static_cast<int>(::RtlNtStatusToDosError(status)), boost::system::system_category()};
}

HANDLE open_afd() {
    wchar_t path[] = L"\\Device\\Afd\\Fairway"; // what follows the device's name is free
    UNICODE_STRING name{sizeof path - sizeof path[0], sizeof path, path};
    OBJECT_ATTRIBUTES attributes{};
    attributes.Length = sizeof attributes;
    attributes.ObjectName = &name;
    IO_STATUS_BLOCK result;
    HANDLE opened = nullptr;
    const NTSTATUS status = ::NtCreateFile(&opened, SYNCHRONIZE, &attributes, &result, nullptr, 0,
                                           FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, nullptr, 0);
    if (status < 0) throw boost::system::system_error(error_of_status(status), "to open the driver of sockets");
    return opened;
}

/// One handle of the driver, by which some sockets are asked for: to cancel one question, Windows goes through all of a
/// handle.
struct afd_group {
    explicit afd_group(asio::io_context& loop) : handle(loop, open_afd()) {}

    static constexpr std::size_t most = 32;
    asio::windows::random_access_handle handle;
    std::size_t members = 0;
};

/// Those of one loop. Its questions end when the loop does.
class afd_groups : public asio::execution_context::service {
  public:
    using key_type = afd_groups;
    static asio::execution_context::id id;

    explicit afd_groups(asio::io_context& loop) : asio::execution_context::service(loop), loop_(loop) {
        // Services end newest first: that of handles has to be older than this one, which closes some at its end.
        with_room_.push_back(&groups_.emplace_back(loop_));
    }

    afd_group& join() {
        if (with_room_.empty()) with_room_.push_back(&groups_.emplace_back(loop_));
        afd_group& group = *with_room_.back();
        if (++group.members == afd_group::most) with_room_.pop_back();
        return group;
    }
    void leave(afd_group& group) {
        if (group.members-- == afd_group::most) with_room_.push_back(&group);
    }

  private:
    void shutdown() override {
        error_code ignored;
        for (auto& group : groups_) {
            group.handle.cancel(ignored);
            group.handle.close(ignored);
        }
    }

    asio::io_context& loop_;
    std::deque<afd_group> groups_; ///< stays where it is when it grows
    std::vector<afd_group*> with_room_;
};

asio::execution_context::id afd_groups::id;

SOCKET ask_handle(SOCKET s, DWORD which) {
    SOCKET handle = INVALID_SOCKET;
    DWORD size = 0;
    const int rc = ::WSAIoctl(s, which, nullptr, 0, &handle, sizeof handle, &size, nullptr, nullptr);
    return rc == 0 ? handle : INVALID_SOCKET;
}

/// Programs that filter sockets put their own in front of the system's (layered providers), of which some hide it.
SOCKET base_of(SOCKET s) {
    constexpr int most_layers = 16;
    for (int n = 0; n < most_layers; ++n) {
        if (const SOCKET base = ask_handle(s, SIO_BASE_HANDLE); base != INVALID_SOCKET) return base;
        const SOCKET below = ask_handle(s, SIO_BSP_HANDLE_POLL);
        if (below == INVALID_SOCKET || below == s) break;
        s = below;
    }
    return s;
}

struct question;
using questions = std::vector<question*>;

/// Asked of the driver and not answered yet. The driver writes into it; so it lives until the answer came.
struct question {
    question(waiting_socket::ready d, questions& o) : done(std::move(d)), others(&o) { others->push_back(this); }
    ~question() { forget(); }
    question(const question&) = delete;
    question& operator=(const question&) = delete;

    void forget() {
        if (others != nullptr) others->erase(std::find(others->begin(), others->end(), this));
        others = nullptr;
    }

    void answered(error_code error) {
        const bool is_closed = others == nullptr || (!error && (info.events & afd_local_close) != 0);
        forget();
        if (is_closed) error = asio::error::operation_aborted;
        const auto call = std::move(done); // it may ask again, or be the last to know the socket
        call(error);
    }

    waiting_socket::ready done;
    questions* others; ///< of the same socket; null once that is closed
    OVERLAPPED* overlapped = nullptr;
    afd_poll_info info{};
};

} // namespace

struct waiting_socket::state {
    explicit state(asio::io_context& l) : loop(l), groups(asio::use_service<afd_groups>(l)), group(groups.join()) {}
    ~state() {
        close();
        groups.leave(group);
    }

    SOCKET release() {
        for (question* q : asked) {
            q->others = nullptr;
            ::CancelIoEx(group.handle.native_handle(), q->overlapped); // its end comes through the loop
        }
        asked.clear();
        return std::exchange(socket, INVALID_SOCKET);
    }

    void close() {
        if (const SOCKET ours = release(); ours != INVALID_SOCKET) ::closesocket(ours);
    }

    void ask(ULONG events, ready done) {
        const auto q = std::make_shared<question>(std::move(done), asked);
        q->info.timeout.QuadPart = std::numeric_limits<LONGLONG>::max();
        q->info.sockets = 1;
        q->info.socket = reinterpret_cast<HANDLE>(base);
        q->info.events = events;
        asio::windows::overlapped_ptr answer(loop, [q](const error_code& error, std::size_t) { q->answered(error); });
        q->overlapped = answer.get();
        // An OVERLAPPED begins with what the driver calls an I/O status block.
        auto* status_block = reinterpret_cast<IO_STATUS_BLOCK*>(answer.get());
        const NTSTATUS status =
            ::NtDeviceIoControlFile(group.handle.native_handle(), nullptr, nullptr, answer.get(), status_block,
                                    ioctl_afd_poll, &q->info, sizeof q->info, &q->info, sizeof q->info);
        // What is answered at once comes through the loop all the same.
        if (status >= 0)
            answer.release();
        else
            answer.complete(error_of_status(status), 0);
    }

    asio::io_context& loop;
    afd_groups& groups;
    afd_group& group;
    SOCKET socket = INVALID_SOCKET, base = INVALID_SOCKET;
    questions asked;
};

waiting_socket::waiting_socket(asio::io_context& loop) : state_(std::make_unique<state>(loop)) {}

waiting_socket::waiting_socket(asio::io_context& loop, socket_handle s) : waiting_socket(loop) {
    assign(s);
}

waiting_socket::~waiting_socket() = default;

void waiting_socket::assign(socket_handle s) {
    state_->socket = descriptor_of(s);
    state_->base = base_of(state_->socket);
}

socket_handle waiting_socket::handle() const {
    return static_cast<socket_handle>(state_->socket);
}

bool waiting_socket::is_open() const {
    return state_->socket != INVALID_SOCKET;
}

void waiting_socket::close() {
    state_->close();
}

socket_handle waiting_socket::release() {
    return static_cast<socket_handle>(state_->release());
}

void waiting_socket::wait_readable(ready done) {
    state_->ask(when_readable, std::move(done));
}

void waiting_socket::wait_writable(ready done) {
    state_->ask(when_writable, std::move(done));
}

} // namespace fairway
