#!/bin/sh
# Writes and linearizable reads per second over HTTP, with their p50 and p99, at 1, 16 and 64 connections:
# three nodes and the client on this machine, values of 100 bytes, 10,000 keys, through one node.
#
#   bench/http.sh [SECONDS] [RUNS]     needs wrk (Debian: apt-get install wrk) and a cluster:
#   ./memdi local                      in another terminal
#
# Prints a line of JSON for each measurement: the median of RUNS runs by requests per second.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-10}
runs=${2:-3}
url=${MEMDI_URL:-http://127.0.0.1:3001}
command -v wrk >/dev/null || { echo "bench/http.sh needs wrk: apt-get install wrk" >&2; exit 1; }
curl -fsS "$url/health/ready" >/dev/null || { echo "no ready node at $url: start ./memdi local" >&2; exit 1; }

wrk -t1 -c16 -d10s -s "$here/put.lua" "$url" >/dev/null 2>&1 # warm up, and fill the keys
for work in put get; do
  for connections in 1 16 64; do
    run=0
    while [ "$run" -lt "$runs" ]; do
      wrk -t1 -c"$connections" -d"${seconds}s" --latency -s "$here/$work.lua" "$url" |
        awk -v work="$work" -v c="$connections" '
          /50%/ { p50 = $2 } /99%/ { p99 = $2 } /Requests\/sec/ { rps = $2 } /Non-2xx/ { bad = $NF }
          END { printf "%d {\"work\":\"%s\",\"connections\":%d,\"per_second\":%d,\"p50\":\"%s\",\"p99\":\"%s\",\"errors\":%d}\n", rps, work, c, rps, p50, p99, bad }'
      run=$((run + 1))
    done | sort -n | sed -n "$(((runs + 1) / 2))p" | cut -d' ' -f2-
  done
done
