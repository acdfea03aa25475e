package dev.memdi.edge.resp;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Revision;
import dev.memdi.edge.resp.ClientFacts.Mark;
import dev.memdi.routing.Router;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** A connection, and what its client said of itself. Changed on the connection's thread only. */
final class Client {
  private final long id;
  private final String address;
  private final String local;
  private final ClientFacts facts;
  private final Duration timeout;
  private final Router home;
  private final Map<Key, Revision> watched = new LinkedHashMap<>();
  private final Runnable close;
  private final Consumer<Reply> pushes;
  private final Set<Bytes> channels = new LinkedHashSet<>();
  private final Set<Bytes> patterns = new LinkedHashSet<>();
  private volatile int channelCount;
  private volatile int patternCount;
  private volatile String name = "";
  private volatile int version = 2;
  private volatile Router router;
  private Ack ack;
  private Consistency read;
  private IntPredicate readsLocally = _ -> false;
  private boolean silent;
  private int skipped; // answers that are not given, the next one's among them
  private volatile Optional<Transaction> transaction = Optional.empty();

  Client(
      long id,
      String address,
      String local,
      ClientFacts facts,
      Router home,
      Duration timeout,
      Consumer<Reply> pushes,
      Runnable close) {
    this.id = id;
    this.address = address;
    this.local = local;
    this.facts = facts;
    this.timeout = timeout;
    this.home = home;
    this.router = home;
    this.ack = home.keyspace().ack();
    this.read = home.keyspace().read();
    this.pushes = pushes;
    this.close = close;
  }

  /** As if it had just come. */
  void reset(Subscriptions subscriptions) {
    hearNothing(subscriptions);
    name = "";
    version = 2;
    goTo(home);
    readAtLeaders();
    facts.mark(Mark.NO_EVICT, false);
    facts.mark(Mark.NO_TOUCH, false);
    silent = false;
    skipped = 0;
    watched.clear();
    end();
  }

  long id() {
    return id;
  }

  String address() {
    return address;
  }

  String local() {
    return local;
  }

  String name() {
    return name;
  }

  void setName(String chosen) {
    name = chosen;
  }

  ClientFacts facts() {
    return facts;
  }

  /** Of the protocol. */
  int version() {
    return version;
  }

  void speak(int chosen) {
    version = chosen;
  }

  Round.Wish wish() {
    int first = router.keyspace().first();
    return new Round.Wish(ack, read, shard -> readsLocally.test(first + shard), timeout);
  }

  /** Whether it is content with this node's copy of a shard. */
  boolean readsLocally(int shard) {
    return readsLocally.test(shard);
  }

  void readLocally(IntPredicate shards) {
    readsLocally = shards;
    facts.mark(Mark.READ_ONLY, true);
  }

  void readAtLeaders() {
    readsLocally = _ -> false;
    facts.mark(Mark.READ_ONLY, false);
  }

  /** Of the keyspace that its commands are for. */
  Router router() {
    return router;
  }

  /** From now on it is in that keyspace, with what that one has for an ack and a way to read. */
  void goTo(Router other) {
    router = other;
    ack = other.keyspace().ack();
    read = other.keyspace().read();
  }

  Ack ack() {
    return ack;
  }

  void setAck(Ack chosen) {
    ack = chosen;
  }

  Consistency read() {
    return read;
  }

  void setRead(Consistency chosen) {
    read = chosen;
  }

  /** It gets no answers until it says otherwise. */
  void silence(boolean on) {
    silent = on;
  }

  /** It gets no answer to what it asks now, nor to what comes next. */
  void skipNext() {
    skipped = 2;
  }

  /** Whether it gets the answer to what comes next; asked once for each. */
  boolean takesReply() {
    boolean skip = skipped > 0;
    skipped = skip ? skipped - 1 : 0;
    return !silent && !skip;
  }

  Optional<Transaction> transaction() {
    return transaction;
  }

  void begin() {
    transaction = Optional.of(new Transaction());
  }

  void end() {
    transaction = Optional.empty();
  }

  Map<Key, Revision> watched() {
    return watched;
  }

  void hear(boolean pattern, Bytes name, Subscriptions subscriptions) {
    if (heard(pattern).add(name)) {
      subscriptions.add(pattern, name, this);
    }
    count();
  }

  void hearNoMore(boolean pattern, Bytes name, Subscriptions subscriptions) {
    if (heard(pattern).remove(name)) {
      subscriptions.remove(pattern, name, this);
    }
    count();
  }

  void hearNothing(Subscriptions subscriptions) {
    for (boolean pattern : new boolean[] {false, true}) {
      List.copyOf(heard(pattern)).forEach(name -> hearNoMore(pattern, name, subscriptions));
    }
  }

  private void count() {
    channelCount = channels.size();
    patternCount = patterns.size();
  }

  /** The channels, or the patterns, that it is subscribed to. */
  Set<Bytes> heard(boolean pattern) {
    return pattern ? patterns : channels;
  }

  /** How many channels and patterns it is subscribed to. */
  int subscribed() {
    return channelCount + patternCount;
  }

  /** How many channels, or how many patterns. */
  int subscribed(boolean pattern) {
    return pattern ? patternCount : channelCount;
  }

  /** Tells it what it hears by that name, if it still does when its turn comes. For any thread. */
  void push(boolean pattern, Bytes name, Reply message) {
    pushes.accept(out -> {
      if (heard(pattern).contains(name)) {
        message.write(out);
      }
    });
  }

  /** It is cut off when the answers that it has coming are sent. */
  void closeSoon() {
    facts.mark(Mark.ENDS, true);
  }

  boolean isClosing() {
    return facts.is(Mark.ENDS);
  }

  /** Cuts it off. For any thread. */
  void close() {
    close.run();
  }
}
