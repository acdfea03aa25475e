#!/usr/bin/env python3
"""memdi beside its peers on this machine, in turn, in one run: etcd, Redis, Hazelcast, a bare Pekko HTTP route.

Each kind of work is measured in rounds: in every round each system runs alone (the others stand still) and is
asked by 1, 16, 64, 256 connections for some seconds. What is kept is every figure, the median of the rounds and the median
of the ratios within a round, for each of memdi's rows to each peer: figures move with the machine, ratios less so.

    bench/peers.py [--rounds 5] [--seconds 3] [--warm 20] [--only WORK[,WORK...]] [--out bench/results/peers-DATE.json]

memdi has two rows where there are three nodes: "memdi" is any node and keys of all shards, two thirds of which
another node leads; "memdi's leader" is the node that leads the shard of the keys, which is where clients that know the
leader go, and where etcd, Redis and Hazelcast are asked.

works: etcd      writes in memory: memdi (quorum) by the Redis protocol, etcd on tmpfs by gRPC, a bare replication
       wait      the same beside a Redis primary with two replicas, each SET followed by WAIT 1
       hazelcast the same beside three Hazelcast members with one synchronous backup
       reads     linearizable reads: memdi, etcd
       disk      writes on the disks of a majority: memdi by the Redis protocol, etcd by gRPC
       one       one node of memdi, one Redis: GET and SET, 50 connections, pipelines of 1, 16, 64
       http      put and get by HTTP: memdi (three nodes), a bare Pekko HTTP route over a map, etcd's JSON gateway

Needs (Debian's names) wrk, redis-tools, redis-server, etcd-server, nghttp2-client, and for Hazelcast
`mvn -Ppeers validate`, which fetches its jar. draw.py makes a picture of the result.
"""
import argparse, json, os, shutil, signal, statistics, subprocess, tempfile, time

from cluster import ROOT, get, wait as until
from loads import H2Load, Loader, redis_benchmark, wrk
from systems import BareReplication, Etcd, Hazelcast, Memdi, OneMemdi, Redis, alone, end, signal_all

SET = ["SET", "key:__rand_int__", "v" * 100]
GET = ["GET", "key:__rand_int__"]
CONNECTIONS = [(1, 1), (16, 1), (64, 1), (256, 1)]
PIPELINED = CONNECTIONS + [(50, 16)]


class Contender:
    """A system under one kind of load: `ask(connections, pipeline, seconds)`."""

    def __init__(self, name, system, ask):
        self.name, self.system, self.ask = name, system, ask


def by_redis_benchmark(port, command):
    return lambda connections, pipeline, seconds: redis_benchmark(port, command, connections, pipeline, seconds)


def at_leader(memdi, verb, *value):
    """Keys that the asked node leads: looked for each time, for a leader may be another one after a stand-still."""
    return lambda connections, pipeline, seconds: redis_benchmark(
        memdi.resp, [verb, memdi.led_tag() + ":__rand_int__", *value], connections, pipeline, seconds)


def java():
    home = subprocess.run([os.path.join(ROOT, ".mvn", "find-jdk"), "25"], check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()
    return os.path.join(home, "bin", "java")


class Run:
    def __init__(self, rounds, seconds, warm):
        self.rounds, self.seconds, self.warm = rounds, seconds, warm
        self.result = {}

    def work(self, name, contenders, levels):
        systems = list(dict.fromkeys(c.system for c in contenders))
        for contender in contenders:
            alone(systems, contender.system)
            for connections, pipeline in (levels[-1], levels[len(levels) // 2]):
                contender.ask(connections, pipeline, self.warm)
        found = {c.name: {} for c in contenders}
        for number in range(self.rounds):
            for contender in contenders:
                alone(systems, contender.system)
                contender.ask(*levels[0], 1)
                for level in levels:
                    result = contender.ask(*level, self.seconds)
                    found[contender.name].setdefault("%dx%d" % level, []).append(result)
                print("%s, round %d, %s: %s" % (name, number + 1, contender.name, ", ".join(
                    "%s %.0f/s (%.2f/%.2f ms)" % (level, r[-1]["per_second"], r[-1]["p50_ms"], r[-1]["p99_ms"])
                    for level, r in found[contender.name].items())), flush=True)
        ours = [name for name in found if name.startswith("memdi")]
        self.result[name] = {
            "medians": {c: {level: {key: round(statistics.median(r[key] for r in results), 3)
                                    for key in ("per_second", "p50_ms", "p99_ms")}
                            for level, results in levels.items()} for c, levels in found.items()},
            "ratios": {name: {peer: {level: {key: round(statistics.median(
                                        a[key] / b[key] for a, b in zip(found[name][level], results) if b[key]), 3)
                                    for key in ("per_second", "p50_ms", "p99_ms")}
                                    for level, results in found[peer].items()}
                              for peer in found if peer not in ours} for name in ours},
            "all": found}


def by_wrk_at_leader(memdi, script):
    filled = set()

    def ask(connections, pipeline, seconds):
        prefix = {"PREFIX": memdi.led_tag() + ":"}
        if prefix["PREFIX"] not in filled:
            wrk(memdi.port, "put.lua", 16, 2, prefix)
            filled.add(prefix["PREFIX"])
        return wrk(memdi.port, script, connections, seconds, prefix)
    return ask


def etcd(run, folder, tmpfs):
    memdi, peer, bare = Memdi(folder, durable=False), Etcd(tmpfs), BareReplication(folder, java())
    yield memdi, peer, bare
    h2load = H2Load(peer)
    run.work("etcd", [Contender("memdi", memdi, by_redis_benchmark(memdi.resp, SET)),
                      Contender("memdi's leader", memdi, at_leader(memdi, "SET", "v" * 100)),
                      Contender("etcd", peer, lambda c, p, s: h2load.run("put", c, s)),
                      Contender("bare replication", bare, by_redis_benchmark(bare.resp, SET))], CONNECTIONS)


def reads(run, folder, tmpfs):
    memdi, peer = Memdi(folder, durable=False), Etcd(tmpfs)
    yield memdi, peer
    h2load = H2Load(peer)
    by_redis_benchmark(memdi.resp, SET)(16, 16, 2)
    at_leader(memdi, "SET", "v" * 100)(16, 16, 2)
    h2load.run("put", 1, 1)
    run.work("reads", [Contender("memdi", memdi, by_redis_benchmark(memdi.resp, GET)),
                       Contender("memdi's leader", memdi, at_leader(memdi, "GET")),
                       Contender("etcd", peer, lambda c, p, s: h2load.run("get", c, s))], CONNECTIONS)


def disk(run, folder, tmpfs):
    memdi, peer = Memdi(folder), Etcd(folder)
    yield memdi, peer
    h2load = H2Load(peer)
    run.work("disk", [Contender("memdi", memdi, by_redis_benchmark(memdi.resp, SET)),
                      Contender("memdi's leader", memdi, at_leader(memdi, "SET", "v" * 100)),
                      Contender("etcd", peer, lambda c, p, s: h2load.run("put", c, s))], CONNECTIONS)


def wait(run, folder, tmpfs):
    peer = Redis(folder, replicas=2, append_only=False)
    yield from by_loader(run, folder, "wait", peer, "resp", peer.resp, "set-wait", PIPELINED)


def hazelcast(run, folder, tmpfs):
    peer = Hazelcast(folder, java())
    yield from by_loader(run, folder, "hazelcast", peer, "hazelcast", peer.port, "set", CONNECTIONS)


def by_loader(run, folder, name, peer, kind, port, write, levels):
    """Both by the client in Java, for a fair comparison with what the ones in C cannot ask."""
    memdi = Memdi(folder, durable=False)
    yield memdi, peer
    ours, theirs = Loader("resp", memdi.resp), Loader(kind, port)
    run.work(name, [Contender("memdi", memdi, lambda c, p, s: ours.run("set", c, p, s)),
                    Contender("memdi's leader", memdi, lambda c, p, s: ours.run("set", c, p, s, memdi.led_tag() + ":")),
                    Contender(peer.name, peer, lambda c, p, s: theirs.run(write, c, p, s))], levels)
    ours.close()
    theirs.close()


def one(run, folder, tmpfs):
    memdi, peer = OneMemdi(folder), Redis(folder, append_only=False)
    yield memdi, peer
    for name, command in (("one node, SET", SET), ("one node, GET", GET)):
        run.work(name, [Contender("memdi", memdi, by_redis_benchmark(memdi.resp, command)),
                        Contender("redis", peer, by_redis_benchmark(peer.resp, command))],
                 [(50, 1), (50, 16), (50, 64)])


class BareRoute:
    """bench/peers/BareRoute.java: Pekko HTTP over a map, and nothing else."""

    def __init__(self, folder):
        self.port = 4141
        self.process = subprocess.Popen(
            [java(), "--sun-misc-unsafe-memory-access=allow", "-cp", os.path.join(ROOT, "target", "lib", "*"),
             os.path.join(ROOT, "bench", "peers", "BareRoute.java"), str(self.port)],
            stdout=subprocess.DEVNULL, stderr=open(os.path.join(folder, "bare-route.log"), "a"))

    def await_ready(self):
        until("the bare route", lambda: get(self.port, "/kv/none")[0] == 404)

    def processes(self):
        return [self.process]


def http(run, folder, tmpfs):
    memdi, bare, peer = Memdi(folder, durable=False), BareRoute(folder), Etcd(tmpfs)
    yield memdi, bare, peer
    for name, script, theirs in (("http put", "put.lua", "etcd-put.lua"), ("http get", "get.lua", "etcd-get.lua")):
        asks = lambda system, lua: lambda c, p, s: wrk(system.port, lua, c, s)
        run.work(name, [Contender("memdi", memdi, asks(memdi, script)),
                        Contender("memdi's leader", memdi, by_wrk_at_leader(memdi, script)),
                        Contender("bare route", bare, asks(bare, script)),
                        Contender("etcd's gateway", peer, asks(peer, theirs))], CONNECTIONS[:3])


WORKS = {"etcd": etcd, "wait": wait, "hazelcast": hazelcast, "reads": reads, "disk": disk, "one": one, "http": http}


def measured(run, work, folder, tmpfs):
    """Starts a work's systems, which it yields first, waits until they are ready, and lets it go on."""
    going = work(run, folder, tmpfs)
    systems = next(going)
    try:
        for system in systems:
            system.await_ready()
        next(going, None)
    finally:
        for system in systems:
            signal_all(system, signal.SIGCONT)
            end(system)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--warm", type=int, default=20,
                        help="seconds of load before the first round, twice: a JVM has to warm up")
    parser.add_argument("--only", default=",".join(WORKS))
    parser.add_argument("--out", help="a file for the result; what it holds of other works stays")
    args = parser.parse_args()
    missing = [tool for tool in ("wrk", "redis-benchmark", "redis-server", "etcd", "h2load") if not shutil.which(tool)]
    if missing:
        raise SystemExit("bench/peers.py needs " + ", ".join(missing))
    os.makedirs(os.path.join(ROOT, "target"), exist_ok=True)
    subprocess.run([os.path.join(ROOT, "memdi"), "--version"], check=True)  # builds what is not built
    run = Run(args.rounds, args.seconds, args.warm)
    for name in args.only.split(","):
        load = os.getloadavg()[0]
        with tempfile.TemporaryDirectory(prefix="peers-", dir=os.path.join(ROOT, "target")) as folder, \
                tempfile.TemporaryDirectory(prefix="memdi-peers-", dir="/dev/shm") as tmpfs:
            before = set(run.result)
            measured(run, WORKS[name], folder, tmpfs)
            for work in set(run.result) - before:
                run.result[work]["how"] = "%s; --rounds %d --seconds %d --warm %d; %d cores, load average %.1f before" % (
                    time.strftime("%Y-%m-%d"), args.rounds, args.seconds, args.warm, os.cpu_count(), load)
        if args.out:
            kept = {}
            if os.path.exists(args.out):
                with open(args.out) as file:
                    kept = json.load(file)
            with open(args.out, "w") as file:
                json.dump({**kept, **run.result}, file, indent=1)
                file.write("\n")
    print(json.dumps({name: {k: w[k] for k in ("medians", "ratios")} for name, w in run.result.items()}, indent=1))


if __name__ == "__main__":
    main()
