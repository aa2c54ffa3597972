#!/bin/sh
# Made by Fairway 0.1.0 from the check of web01 at 2026-11-23T01:59:58Z.
# For the hosts: repo02, web01, dns01, repo01, web02.
# Each rule names the address of the host that it is for: the whole file can be run on each of them.
# Where addresses are translated on the way (NAT), put in the ones that the host itself sees.
# Read the rules before you run them. A firewall on the way may need the same.
#
# Run as root. The rules go before those that are there, as the first that fits decides, and count at once;
# `ufw status numbered` shows them, `ufw delete NUMBER` takes one away.
set -e

# Inbound, on repo02: from 10.0.7.3; flow agent:repository:tcp:2500-3300?2, agent:repository:tcp:6160
ufw prepend allow in proto tcp from 10.0.7.3 to 10.0.0.7 port 3001:3300 comment 'fairway'
ufw prepend allow in proto tcp from 10.0.7.3 to 10.0.0.7 port 6160 comment 'fairway'

# Outbound, on web01: to 10.0.0.5; flow agent-linux:backup-server:tcp:10005
ufw prepend allow out proto tcp from 10.0.7.3 to 10.0.0.5 port 10005 comment 'fairway'

# Inbound, on dns01: from 10.0.7.3; flow agent:dns-server:udp:53
ufw prepend allow in proto udp from 10.0.7.3 to 10.0.0.53 port 53 comment 'fairway'

# Inbound, on repo01: from 10.0.7.3 (to be confirmed: it may be that nothing listens there yet); flow agent:repository:tcp:2500-3300
ufw prepend allow in proto tcp from 10.0.7.3 to 10.0.0.6 port 3001:3300 comment 'fairway'

# Inbound, on web02: from 10.0.7.3 (to be confirmed: it may be that nothing listens there yet); flow backup-server:agent-windows:tcp:445
ufw prepend allow in proto tcp from 10.0.7.3 to 10.0.0.20 port 445 comment 'fairway'

# Not stopped by these hosts, so no rule here helps:
#   TCP 6162 from fd00::7:3 to fd00::6 (repo01): stopped by 10.1.0.1
#   TCP 6162 from fd00::7:3 to fd00::7 (repo02): stopped by fd00::1
#   TCP 9380 from 10.0.7.3 to 10.0.0.5 (vbr01): stopped by 10.1.0.1 (hop 2)
