package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The values that tests speak of, by short names. */
final class Given {
  static final Parameters PARAMETERS =
      new Parameters(ms(100), 0.1, true, ms(200), ms(150), 400, 800, 2, 3, false);

  private Given() {}

  static long ms(long millis) {
    return millis * 1_000_000;
  }

  /** {@code a} is the first incarnation of a, {@code a2} its second. */
  static NodeId id(String text) {
    char last = text.charAt(text.length() - 1);
    return Character.isDigit(last)
        ? new NodeId(text.substring(0, text.length() - 1), last - '0')
        : new NodeId(text, 1);
  }

  static Parameters acceptingLoss(Parameters p) {
    return new Parameters(
        p.leaseNanos(),
        p.drift(),
        p.leaseReads(),
        p.quorumNanos(),
        p.transferNanos(),
        p.batchBytes(),
        p.windowBytes(),
        p.imageWindow(),
        p.caughtUpIndices(),
        true);
  }

  static Peer peer(String text) {
    return peer(id(text));
  }

  static Peer peer(NodeId id) {
    return new Peer(id, id.name() + ":1");
  }

  static Peer[] peers(String... texts) {
    return Stream.of(texts).map(Given::peer).toArray(Peer[]::new);
  }

  static Configuration voters(String... texts) {
    return Configuration.of(Stream.of(peers(texts)).map(Member::voter).toList());
  }

  static Configuration withLearner(Configuration configuration, String text) {
    return configuration.with(new MembershipChange.AddLearner(peer(text)));
  }

  static Burst burst(int count, String text) {
    return new Burst(count, Bytes.utf8(text));
  }

  static Payload.Commands commands(String... texts) {
    return new Payload.Commands(Arrays.stream(texts).map(text -> burst(1, text)).toList());
  }

  /** An entry of {@code count} indices. */
  static Entry wide(long term, long first, int count) {
    return new Entry(term, first, first, new Payload.Commands(List.of(burst(count, "w" + first))));
  }

  static Entry entry(long term, long first) {
    return wide(term, first, 1);
  }

  /** Entries of one index each, of these terms, the first at {@code first}. */
  static List<Entry> entries(long first, long... terms) {
    List<Entry> entries = new ArrayList<>();
    for (long term : terms) {
      entries.add(entry(term, first + entries.size()));
    }
    return entries;
  }

  static Log logOf(Log.Base base, List<Entry> entries) {
    Log log = Log.startingAt(base);
    for (Entry entry : entries) {
      log = log.append(entry);
    }
    return log;
  }
}
