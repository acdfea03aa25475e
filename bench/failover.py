#!/usr/bin/env python3
"""How long no write succeeds after kill -9 of a shard's leader.

Starts a three-node cluster (./memdi local), writes one key as fast as it can through a node that lives on,
kills the node that leads the key's shard, and takes the longest time between two successful writes. Starts
the killed node again and waits until it is a voter everywhere before the next trial.

    bench/failover.py [--trials 20] [--base-http-port 3001]

Needs nothing but Python 3. Prints one line a trial and a summary as JSON.
"""
import argparse, http.client, json, statistics, threading, time

from cluster import Node, get, wait, whole


def leader(nodes, shard):
    cluster = json.loads(get(nodes[0].http, "/cluster")[1])
    return next(s for s in cluster["shards"] if s["shard"] == shard)["leader"]["node"]


def trial(nodes, shard, key):
    wait("the cluster to be whole", lambda: whole(nodes))
    victim = next(n for n in nodes if n.name == leader(nodes, shard))
    witness = next(n for n in nodes if n is not victim)
    times, stop = [], threading.Event()

    def write():
        connection = http.client.HTTPConnection("127.0.0.1", witness.http, timeout=10)
        count = 0
        while not stop.is_set():
            connection.request("PUT", "/kv/" + key, body=str(count))
            answer = connection.getresponse()
            answer.read()
            if answer.status in (200, 201):
                times.append(time.monotonic())
            count += 1

    writer = threading.Thread(target=write)
    writer.start()
    wait("writes", lambda: len(times) > 50)
    killed = time.monotonic()
    victim.kill()
    wait("writes after the kill", lambda: times[-1] > killed + 1)
    stop.set()
    writer.join()
    gap = max(b - a for a, b in zip(times, times[1:]) if b > killed)
    victim.start()
    return gap


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--base-http-port", type=int, default=3001)
    parser.add_argument("--base-cluster-port", type=int, default=25521)
    args = parser.parse_args()
    nodes = [Node(i, args.base_http_port, args.base_cluster_port) for i in range(3)]
    gaps = []
    try:
        wait("the nodes", lambda: whole(nodes))
        status = json.loads(get(nodes[0].http, "/status")[1])
        keys = {}
        for i in range(200):  # a key of each shard: whichever shard's commit index moves has it
            if len(keys) == len(status["shards"]):
                break
            before = {s["shard"]: s["commitIndex"] for s in json.loads(get(nodes[0].http, "/cluster")[1])["shards"]}
            connection = http.client.HTTPConnection("127.0.0.1", nodes[0].http, timeout=10)
            connection.request("PUT", "/kv/key%d" % i, body="x")
            connection.getresponse().read()
            after = {s["shard"]: s["commitIndex"] for s in json.loads(get(nodes[0].http, "/cluster")[1])["shards"]}
            moved = [s for s in after if after[s] > before[s]]
            if len(moved) == 1:
                keys.setdefault(moved[0], "key%d" % i)
        shards = sorted(keys)
        for number in range(args.trials):
            shard = shards[number % len(shards)]
            gap = trial(nodes, shard, keys[shard])
            gaps.append(gap)
            print("trial %2d: shard %d, %.0f ms without a write" % (number + 1, shard, gap * 1000), flush=True)
    finally:
        for node in nodes:
            node.process.kill()
    print(json.dumps({"trials": len(gaps), "median_ms": round(statistics.median(gaps) * 1000),
                      "worst_ms": round(max(gaps) * 1000)}))


main()
