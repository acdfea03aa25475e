"""A cluster of three nodes on this machine, for the scripts beside this file."""
import http.client, json, os, signal, subprocess, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def get(port, path, timeout=3):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def wait(what, condition, seconds=120):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if condition():
                return
        except (OSError, http.client.HTTPException, ValueError):
            pass
        time.sleep(0.1)
    sys.exit("gave up waiting for " + what)


class Node:
    """A process of ./memdi node with default settings and more; what it says goes to the file log."""

    def __init__(self, number, base_http_port, base_cluster_port, log=os.devnull, more=()):
        self.name, self.http, self.log = "n%d" % number, base_http_port + number, log
        seeds = ",".join("127.0.0.1:%d" % (base_cluster_port + i) for i in range(3))
        self.command = [os.path.join(ROOT, "memdi"), "node", "--name", self.name,
                        "--http", "127.0.0.1:%d" % self.http,
                        "--cluster", "127.0.0.1:%d" % (base_cluster_port + number),
                        "--seeds", seeds, *more]
        self.start()

    def start(self):
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=log)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def ready(nodes):
    return all(get(n.http, "/health/ready")[0] == 200 for n in nodes)


def whole(nodes):
    cluster = json.loads(get(nodes[0].http, "/cluster")[1])
    return ready(nodes) and len(cluster["nodes"]) == 3 and all(
        s.get("leader") and len(s["replicas"]) == 3 and all(r["voter"] for r in s["replicas"])
        for s in cluster["shards"])
