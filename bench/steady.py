#!/usr/bin/env python3
"""Whether a cluster that nothing happens to keeps its leaders while its machine is busy.

Starts a three-node cluster (./memdi node, default settings), lets processes that only burn CPU run
beside it, and writes to every shard through every node for as long as is asked. Counts what ought
not to happen: terms that grow, shards whose leader changes, and the longest time in which a shard
took no write. What the nodes said is kept in --logs.

    bench/steady.py [--minutes 10] [--hogs 2] [--out bench/results/steady.json]

Needs nothing but Python 3. Prints a line a minute and what it found as JSON.
"""
import argparse, binascii, http.client, json, multiprocessing, os, tempfile, threading, time

from cluster import Node, get, wait, whole

SETTLES = 15  # seconds in which leaders may still spread over the nodes, as they are meant to


def shard_of(key, shards):
    return binascii.crc_hqx(key.encode(), 0) % 16384 * shards // 16384


def burn():
    while True:
        pass


class Longest:
    """The longest time between two events."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.last, self.gap, self.at, self.count = time.monotonic(), 0.0, time.time(), 0

    def event(self):
        now = time.monotonic()
        if now - self.last > self.gap:
            self.gap, self.at = now - self.last, time.time()
        self.last = now
        self.count += 1

    def end(self):
        if time.monotonic() - self.last > self.gap:
            self.gap, self.at = time.monotonic() - self.last, time.time()
        return {"longest_ms": round(self.gap * 1000),
                "ended": time.strftime("%H:%M:%S", time.localtime(self.at)), "count": self.count}


class Writer(threading.Thread):
    """Writes one key of a shard, one write after the other, through one node."""

    def __init__(self, node, key):
        super().__init__(daemon=True)
        self.node, self.key, self.written, self.failed, self.over = node, key, Longest(), {}, False

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.node.http, timeout=30)
        count = 0
        while not self.over:
            count += 1
            try:
                connection.request("PUT", "/kv/" + self.key, body=str(count))
                answer = connection.getresponse()
                answer.read()
                if answer.status in (200, 201):
                    self.written.event()
                    continue
                failure = str(answer.status)
            except (OSError, http.client.HTTPException) as e:
                failure = type(e).__name__
                connection.close()
            self.failed[failure] = self.failed.get(failure, 0) + 1


class Metronome(threading.Thread):
    """How long this script itself was not let run: no gap below that is the cluster's."""

    def __init__(self):
        super().__init__(daemon=True)
        self.beats = Longest()

    def run(self):
        while True:
            time.sleep(0.01)
            self.beats.event()


class Watcher:
    """Sees terms and leaders from GET /status of each node."""

    def __init__(self, nodes):
        self.nodes, self.terms, self.leaders, self.events, self.unanswered = nodes, {}, {}, [], 0

    def look(self):
        for node in self.nodes:
            try:
                status = json.loads(get(node.http, "/status", timeout=10)[1])
            except (OSError, http.client.HTTPException, ValueError):
                self.unanswered += 1
                continue
            for replica in status["shards"]:
                shard, term = replica["shard"], replica["term"]
                before = self.terms.setdefault(shard, term)
                if term > before:
                    self.terms[shard] = term
                    self.note(shard, "term %d -> %d, seen by %s" % (before, term, node.name))
                if replica["role"] == "leader" and term == self.terms[shard]:
                    last = self.leaders.setdefault(shard, node.name)
                    if last != node.name:
                        self.leaders[shard] = node.name
                        self.note(shard, "leader %s -> %s" % (last, node.name))

    def note(self, shard, what):
        event = {"at": time.strftime("%H:%M:%S"), "shard": shard, "what": what}
        self.events.append(event)
        print("%(at)s shard %(shard)d: %(what)s" % event, flush=True)


def settled(nodes):
    """A watcher that has seen nothing change for a while."""
    watcher = Watcher(nodes)
    until = time.monotonic() + SETTLES
    while time.monotonic() < until:
        seen = len(watcher.events)
        watcher.look()
        if len(watcher.events) > seen:
            until = time.monotonic() + SETTLES
        time.sleep(0.5)
    return Watcher(nodes)


def run(args, nodes):
    wait("the cluster to be whole", lambda: whole(nodes))
    shards = len(json.loads(get(nodes[0].http, "/status")[1])["shards"])
    keys = {}
    for i in range(10000):
        keys.setdefault(shard_of("key%d" % i, shards), "key%d" % i)
    watcher = settled(nodes)
    hogs = [multiprocessing.Process(target=burn, daemon=True) for _ in range(args.hogs)]
    for hog in hogs:
        hog.start()
    writers = [Writer(nodes[(shard + i) % 3], keys[shard])
               for shard in range(shards) for i in range(args.writers)]
    metronome = Metronome()
    for thread in writers + [metronome]:
        thread.start()
    started = time.monotonic()
    minutes = 0
    try:
        while time.monotonic() - started < args.minutes * 60:
            watcher.look()
            if time.monotonic() - started >= (minutes + 1) * 60:
                minutes += 1
                print("%d min: %d writes, longest gap %d ms, load %.1f" % (
                    minutes, sum(w.written.count for w in writers),
                    max(w.written.gap for w in writers) * 1000, os.getloadavg()[0]), flush=True)
            time.sleep(1)
        took = time.monotonic() - started
    finally:
        for hog in hogs:
            hog.terminate()
    load = os.getloadavg()[0]
    for writer in writers:
        writer.over = True
    for writer in writers:
        writer.join(30)
    return report(args, watcher, writers, metronome, took, load)


def report(args, watcher, writers, metronome, took, load):
    failed = {}
    for writer in writers:
        for what, count in writer.failed.items():
            failed[what] = failed.get(what, 0) + count
    gaps = [dict(writer.written.end(), key=writer.key, node=writer.node.name) for writer in writers]
    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": "%d cores; load average at the end %.1f" % (os.cpu_count(), load),
        "how": "bench/steady.py --minutes %g --hogs %d --writers %d" % (
            args.minutes, args.hogs, args.writers),
        "seconds": round(took),
        "term_changes": sum(e["what"].startswith("term") for e in watcher.events),
        "leader_changes": sum(e["what"].startswith("leader") for e in watcher.events),
        "events": watcher.events,
        "status_unanswered": watcher.unanswered,
        "writes": sum(g["count"] for g in gaps),
        "writes_failed": failed,
        "longest_without_a_write": max(gaps, key=lambda g: g["longest_ms"]),
        "median_of_the_shards_longest_ms": sorted(g["longest_ms"] for g in gaps)[len(gaps) // 2],
        "this_script_stalled_ms": metronome.beats.end()["longest_ms"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--hogs", type=int, default=os.cpu_count(), help="processes that burn CPU")
    parser.add_argument("--writers", type=int, default=1, help="for each shard")
    parser.add_argument("--base-http-port", type=int, default=3001)
    parser.add_argument("--base-cluster-port", type=int, default=25521)
    parser.add_argument("--logs", help="a folder; a new temporary one unless given")
    parser.add_argument("--out", help="a file for the result")
    args = parser.parse_args()
    logs = args.logs or tempfile.mkdtemp(prefix="memdi-steady-")
    os.makedirs(logs, exist_ok=True)
    print("the nodes' logs: " + logs, flush=True)
    nodes = []
    try:
        for i in range(3):
            nodes.append(Node(i, args.base_http_port, args.base_cluster_port,
                              os.path.join(logs, "n%d.log" % i)))
        result = json.dumps(run(args, nodes), indent=1)
    finally:
        for node in nodes:
            node.kill()
    print(result)
    if args.out:
        with open(args.out, "w") as out:
            out.write(result + "\n")


if __name__ == "__main__":
    main()
