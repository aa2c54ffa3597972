#pragma once

namespace fairway {

/// What an innocent port must be less likely than to show what was seen, before its answers are called forged; as a
/// natural logarithm (1 in 10 million).
inline constexpr double beyond_doubt = -16.118;

/// How likely it is at most, as a natural logarithm, that packets to a port were answered `answered` times of
/// `answered + silent` where not one of `controls` packets to the host was, although both reach the same machine by the
/// same paths: some share of them is short enough. `loss`: share of packets lost, of which the port's silences are
/// explained in any case.
double odds_if_controls_answer(int answered, int silent, int controls, double loss);

/// Packets that are to show whether ports are answered where controls are not.
struct packets_needed {
    int each = 0; ///< to each of the ports
    int controls = 0;
};

/// The fewest of them that put it beyond doubt, if the ports are always answered and as many answers are lost as it
/// seems. Where none do, as many as anybody would send.
packets_needed fewest_packets(int ports, double loss);

/// The same where controls are never answered, and routers complained of `complained` of `controls` packets: the share
/// of paths on which they were still on their way.
double odds_if_controls_are_silent(int answered, int silent, int complained, int controls, double loss);

} // namespace fairway
