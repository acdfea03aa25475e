#!/bin/sh
# SET (acknowledged by a majority) and GET (linearizable) per second by the Redis protocol, with their p50: three
# nodes and the client on this machine, values of 100 bytes, 10,000 keys, through one node.
#
#   bench/resp.sh [REQUESTS]           needs redis-benchmark (Debian: redis-tools) and a cluster:
#   ./memdi local --in-memory          in another terminal
#
# One run of each; the first ones warm the nodes up. Start it twice and keep the second.
set -eu
requests=${1:-300000}
port=${MEMDI_RESP_PORT:-6381}
command -v redis-benchmark >/dev/null || { echo "bench/resp.sh needs redis-benchmark: apt-get install redis-tools" >&2; exit 1; }
for connections in 1 16 64; do
  for pipeline in 1 16; do
    few=$requests
    if [ "$connections" = 1 ]; then few=$((requests / 10)); fi
    redis-benchmark -p "$port" -q -n "$few" -c "$connections" -P "$pipeline" -d 100 -r 10000 -t set,get |
      tr '\r' '\n' | grep 'requests per second' | sed "s/^/$connections connections, pipeline $pipeline: /"
  done
done
