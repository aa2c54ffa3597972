"""A network of namespaces to prove Fairway in: two routers, hosts behind them, firewalls, and peers that misbehave."""
