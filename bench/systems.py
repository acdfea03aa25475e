"""memdi and its peers, three nodes of each on this machine, as processes that can be stopped and stand still."""
import base64, http.client, json, os, signal, socket, subprocess, time

from cluster import ROOT, Node, get, wait, whole

VALUE = "v" * 100


def post(port, path, body, method="POST"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body=body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Memdi:
    """Three nodes; on disk if `durable`. Ports: HTTP from 4101, the Redis protocol from 4201."""
    name = "memdi"

    def __init__(self, folder, more=(), durable=True):
        self.nodes = [Node(i, 4101, 26621, os.path.join(folder, "memdi-%d.log" % i),
                           (["--data", os.path.join(folder, "memdi-%d" % i)] if durable else [])
                           + ["--resp", "127.0.0.1:%d" % (4201 + i), *more])
                      for i in range(3)]
        self.port, self.resp = self.nodes[0].http, 4201

    def await_ready(self):
        wait("memdi", lambda: whole(self.nodes), 600)

    def processes(self):
        return [n.process for n in self.nodes]

    def start(self):
        for node in self.nodes:
            node.start()

    def load(self, first, count):
        body = json.dumps({"sets": [{"key": "many%d" % i, "value": VALUE}
                                     for i in range(first, first + count)]})
        status, answer = post(self.port, "/mset?ack=disk", body)
        if status != 200:
            raise SystemExit("memdi: %d %s" % (status, answer[:500]))

    def served(self, key):
        return all(get(n.http, "/kv/" + key)[0] == 200 for n in self.nodes)

    def led_tag(self):
        """A hash tag whose keys lie in a shard that the first node leads."""
        for number in range(1000):
            key = "{t%d}" % number
            before = self.commits()
            post(self.port, "/kv/%7Bt" + "%d%%7D" % number, "x", "PUT")
            moved = [s for s, (at, _) in self.commits().items() if at > before[s][0]]
            if len(moved) == 1 and self.commits()[moved[0]][1] == self.nodes[0].name:
                return key
        raise SystemExit("the first node leads no shard")

    def commits(self):
        cluster = json.loads(get(self.port, "/cluster")[1])
        return {s["shard"]: (s["commitIndex"], s["leader"]["node"]) for s in cluster["shards"]}


class OneMemdi:
    """A cluster of one node, in memory unless `more` has a --data."""
    name = "memdi"

    def __init__(self, folder, more=()):
        seeds = "127.0.0.1:26631"
        self.process = subprocess.Popen(
            [os.path.join(ROOT, "memdi"), "node", "--name", "one", "--http", "127.0.0.1:4131",
             "--resp", "127.0.0.1:4231", "--cluster", seeds, "--seeds", seeds,
             "--set", "memdi.cluster.expect=1", "--set", "memdi.cluster.replicas=1", *more],
            stdout=subprocess.DEVNULL, stderr=open(os.path.join(folder, "memdi-one.log"), "a"))
        self.port, self.resp = 4131, 4231

    def await_ready(self):
        wait("memdi", lambda: get(self.port, "/health/ready")[0] == 200, 600)

    def processes(self):
        return [self.process]


class Etcd:
    name = "etcd"

    def __init__(self, folder):
        self.folder, self.running = folder, []
        self.start()

    def start(self):
        cluster = ",".join("e%d=http://127.0.0.1:%d" % (i, 24801 + i) for i in range(3))
        self.running = []
        for i in range(3):
            client, peer = "http://127.0.0.1:%d" % (24701 + i), "http://127.0.0.1:%d" % (24801 + i)
            log = open(os.path.join(self.folder, "etcd-%d.log" % i), "a")
            self.running.append(subprocess.Popen(
                ["etcd", "--name", "e%d" % i, "--data-dir", os.path.join(self.folder, "etcd-%d" % i),
                 "--listen-client-urls", client, "--advertise-client-urls", client,
                 "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                 "--initial-cluster", cluster, "--quota-backend-bytes", str(8 << 30)],
                stdout=log, stderr=log))

    def await_ready(self):
        wait("etcd", lambda: self.leader() is not None, 600)
        self.port = 24701 + self.leader()

    def leader(self):
        for i in range(3):
            status = json.loads(post(24701 + i, "/v3/maintenance/status", "{}")[1])
            if status.get("leader") and status["leader"] == status["header"]["member_id"]:
                return i
        return None

    def processes(self):
        return self.running

    def load(self, first, count):
        value = base64.b64encode(VALUE.encode()).decode()
        for begin in range(first, first + count, 100):  # it takes 128 in one transaction
            puts = [{"requestPut": {"key": base64.b64encode(b"many%d" % i).decode(), "value": value}}
                    for i in range(begin, min(begin + 100, first + count))]
            status, answer = post(self.port, "/v3/kv/txn", json.dumps({"success": puts}))
            if status != 200:
                raise SystemExit("etcd: %d %s" % (status, answer[:500]))

    def served(self, key):
        body = json.dumps({"key": base64.b64encode(key.encode()).decode()})
        return all(b'"value"' in post(24701 + i, "/v3/kv/range", body)[1] for i in range(3))


class Redis:
    """One primary, with as many replicas as asked for; an append-only file that is forced for each write, or nothing on disk."""
    name, resp = "redis", 24901

    def __init__(self, folder, replicas=0, append_only=True):
        self.folder = folder
        self.keep = ["--appendonly", "yes", "--appendfsync", "always"] if append_only else []
        self.ports = [self.resp + i for i in range(1 + replicas)]
        for port in self.ports:
            os.makedirs(os.path.join(folder, "redis-%d" % port))
        self.start()

    def start(self):
        self.running = [subprocess.Popen(
            ["redis-server", "--port", str(port), "--dir", os.path.join(self.folder, "redis-%d" % port), *self.keep,
             "--save", "", "--logfile", os.path.join(self.folder, "redis-%d.log" % port),
             *(["--replicaof", "127.0.0.1 %d" % self.resp] if port != self.resp else [])])
            for port in self.ports]

    def processes(self):
        return self.running

    def ask(self, request):
        with socket.create_connection(("127.0.0.1", self.resp), 60) as s:
            s.sendall(request)
            return s.recv(4096)

    def await_ready(self):
        replicas = b"connected_slaves:%d\r\n" % (len(self.ports) - 1)
        wait("redis", lambda: self.ask(b"PING\r\n") == b"+PONG\r\n"
             and replicas in self.ask(b"INFO replication\r\n"), 600)

    def load(self, first, count):
        request = "".join("*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$100\r\n%s\r\n" % (len(k), k, VALUE) for k in
                          ("many%d" % i for i in range(first, first + count))).encode()
        with socket.create_connection(("127.0.0.1", self.resp), 60) as s:
            s.sendall(request)
            left = 5 * count
            while left > 0:
                left -= len(s.recv(1 << 16))

    def served(self, key):
        return self.ask(b"GET %s\r\n" % key.encode()).startswith(b"$100")


class Hazelcast:
    """Three members whose map keeps one backup that a write waits for. Its jar comes by `mvn -Ppeers validate`."""
    name, port = "hazelcast", 25701

    def __init__(self, folder, java):
        self.running = [subprocess.Popen(
            [java, "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
             "-Dhazelcast.config=" + os.path.join(ROOT, "bench", "peers", "hazelcast.xml"),
             "-cp", os.path.join(ROOT, "target", "peers", "*"), "com.hazelcast.core.server.HazelcastMemberStarter"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(3)]

    def processes(self):
        return self.running

    def await_ready(self):
        wait("hazelcast", lambda: all(reached(self.port + i) for i in range(3)), 120)


class BareReplication:
    """bench/peers/BareReplication.java: a leader and two followers that do nothing but copy."""
    name, resp = "bare replication", 24951

    def __init__(self, folder, java):
        self.java, self.log = java, open(os.path.join(folder, "bare-replication.log"), "a")
        followers = [self.resp + 1, self.resp + 2]
        self.running = [self.node(port) for port in followers]
        for port in followers:
            wait("a bare follower", lambda: reached(port), 60)
        self.running.append(self.node(self.resp, *followers))

    def node(self, *ports):
        return subprocess.Popen(
            [self.java, "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
             "-cp", os.path.join(ROOT, "target", "lib", "*"),
             os.path.join(ROOT, "bench", "peers", "BareReplication.java"), *map(str, ports)],
            stdout=subprocess.DEVNULL, stderr=self.log)

    def processes(self):
        return self.running

    def await_ready(self):
        wait("the bare replication", lambda: reached(self.resp), 60)


def reached(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def signal_all(system, what):
    for process in system.processes():
        process.send_signal(what)


def end(system):
    for process in system.processes():
        process.kill()
    for process in system.processes():
        process.wait()


def alone(systems, system):
    """Lets one system run and the others stand still; returns when it is at ease."""
    for other in systems:
        signal_all(other, signal.SIGSTOP if other is not system else signal.SIGCONT)
    time.sleep(4)  # leaders that were suspected while it stood still settle
    system.await_ready()
