// A wire with a length: forwards frames between two interfaces, each after the same fixed delay.
//
//   lab_wire LEFT RIGHT [--delay-us N] [--loss PERCENT] [--duplicate PERCENT]
//
// Stands in for sch_netem, which not every kernel has. Prints "ready" once frames flow; ends on SIGTERM.
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <string_view>
#include <vector>

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using clock_type = std::chrono::steady_clock;

constexpr std::size_t batch = 128;
constexpr std::size_t vnet_header = 10; // struct virtio_net_hdr, whose C header C++ does not accept
constexpr std::size_t largest_frame = vnet_header + 65536 + 64; // segments not yet cut (GSO) come whole

[[noreturn]] void die(const char* what) {
    std::fprintf(stderr, "lab_wire: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

int attach(const char* interface) {
    const int fd = ::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    const int on = 1;
    // The header carries "checksum not filled in yet" from one side to the other; without it veth's frames arrive
    // with half a checksum and are thrown away by the receiver.
    if (::setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) != 0) die("PACKET_VNET_HDR");
    if (::setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) != 0) die("PACKET_IGNORE_OUTGOING");
    if (::setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on) != 0) die("PACKET_QDISC_BYPASS");
    const int space = 512 * 1024 * 1024; // tens of thousands of SYNs may come at once
    if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &space, sizeof space) != 0) die("SO_RCVBUFFORCE");
    if (::setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &space, sizeof space) != 0) die("SO_SNDBUFFORCE");
    sockaddr_ll where{};
    where.sll_family = AF_PACKET;
    where.sll_protocol = htons(ETH_P_ALL);
    where.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
    if (where.sll_ifindex == 0) die(interface);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) die("bind");
    return fd;
}

struct frame {
    clock_type::time_point due;
    std::vector<char> bytes;
};

struct settings {
    std::chrono::microseconds delay{5000};
    unsigned loss = 0;      // percent
    unsigned duplicate = 0; // percent
};

// One direction. The delay is the same for all, so the queue stays in order by itself.
class lane {
  public:
    lane(int from, int to, const settings& s) : from_(from), to_(to), settings_(s) {
        for (std::size_t i = 0; i < batch; ++i) {
            space_[i].resize(largest_frame);
            parts_[i] = {space_[i].data(), space_[i].size()};
            received_[i] = {};
            received_[i].msg_hdr.msg_iov = &parts_[i];
            received_[i].msg_hdr.msg_iovlen = 1;
        }
    }

    void take_in() {
        for (;;) {
            const int n = ::recvmmsg(from_, received_.data(), batch, MSG_DONTWAIT, nullptr);
            if (n <= 0) return;
            const auto due = clock_type::now() + settings_.delay;
            for (int i = 0; i < n; ++i) {
                if (chance(settings_.loss)) continue;
                const char* begin = space_[i].data();
                std::vector<char> bytes = spare();
                bytes.assign(begin, begin + received_[i].msg_len);
                if (chance(settings_.duplicate)) waiting_.push_back({due, bytes});
                waiting_.push_back({due, std::move(bytes)});
            }
            if (n < static_cast<int>(batch)) return;
        }
    }

    void let_out() {
        const auto now = clock_type::now();
        while (!waiting_.empty() && waiting_.front().due <= now) {
            std::size_t n = 0;
            for (; n < batch && n < waiting_.size() && waiting_[n].due <= now; ++n) {
                out_parts_[n] = {waiting_[n].bytes.data(), waiting_[n].bytes.size()};
                sent_[n] = {};
                sent_[n].msg_hdr.msg_iov = &out_parts_[n];
                sent_[n].msg_hdr.msg_iovlen = 1;
            }
            std::size_t done = 0;
            while (done < n) {
                const int r = ::sendmmsg(to_, sent_.data() + done, static_cast<unsigned>(n - done), 0);
                if (r > 0)
                    done += static_cast<std::size_t>(r);
                else if (errno == EAGAIN || errno == ENOBUFS)
                    break; // try again on the next turn
                else
                    ++done; // the interface is going away: the frame is lost, as on any wire
            }
            for (std::size_t i = 0; i < done; ++i) {
                spare_.push_back(std::move(waiting_.front().bytes));
                waiting_.pop_front();
            }
            if (done < n) return;
        }
    }

    bool empty() const { return waiting_.empty(); }
    clock_type::time_point due() const { return waiting_.front().due; }

  private:
    bool chance(unsigned percent) { return percent != 0 && dice_() % 100 < percent; }
    std::vector<char> spare() {
        if (spare_.empty()) return {};
        std::vector<char> bytes = std::move(spare_.back());
        spare_.pop_back();
        return bytes;
    }

    int from_, to_;
    settings settings_;
    std::minstd_rand dice_{20260119}; // the same losses in every run
    std::deque<frame> waiting_;
    std::vector<std::vector<char>> spare_;
    std::array<std::vector<char>, batch> space_;
    std::array<iovec, batch> parts_, out_parts_;
    std::array<mmsghdr, batch> received_, sent_;
};

unsigned number(const char* text) {
    unsigned value = 0;
    const std::string_view all = text;
    const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), value);
    if (error != std::errc{} || end != all.data() + all.size()) {
        std::fprintf(stderr, "lab_wire: \"%s\" is not a number\n", text);
        std::exit(2);
    }
    return value;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3 || argc % 2 == 0) {
        std::fprintf(stderr, "usage: lab_wire LEFT RIGHT [--delay-us N] [--loss PERCENT] [--duplicate PERCENT]\n");
        return 2;
    }
    settings s;
    for (int i = 3; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        if (option == "--delay-us")
            s.delay = std::chrono::microseconds(number(argv[i + 1]));
        else if (option == "--loss")
            s.loss = number(argv[i + 1]);
        else if (option == "--duplicate")
            s.duplicate = number(argv[i + 1]);
        else {
            std::fprintf(stderr, "lab_wire: unknown option \"%s\"\n", argv[i]);
            return 2;
        }
    }
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    ::setpriority(PRIO_PROCESS, 0, -15); // a wire does not wait for a turn

    const int left = attach(argv[1]);
    const int right = attach(argv[2]);
    lane there(left, right, s);
    lane back(right, left, s);
    std::puts("ready");
    std::fflush(stdout);

    std::array<pollfd, 2> watched{{{left, POLLIN, 0}, {right, POLLIN, 0}}};
    for (;;) {
        timespec wait{};
        timespec* until = nullptr;
        if (!there.empty() || !back.empty()) {
            auto next = clock_type::time_point::max();
            if (!there.empty()) next = std::min(next, there.due());
            if (!back.empty()) next = std::min(next, back.due());
            const auto left_over = std::max(next - clock_type::now(), clock_type::duration::zero());
            wait.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(left_over).count();
            wait.tv_nsec = (left_over % std::chrono::seconds(1)).count();
            until = &wait;
        }
        if (::ppoll(watched.data(), watched.size(), until, nullptr) < 0 && errno != EINTR) die("ppoll");
        if (watched[0].revents) there.take_in();
        if (watched[1].revents) back.take_in();
        there.let_out();
        back.let_out();
    }
}
