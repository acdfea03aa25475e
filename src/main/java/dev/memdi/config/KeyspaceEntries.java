package dev.memdi.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.memdi.api.Ack;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.OnMajorityLoss;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The list {@code memdi.keyspaces}. What an entry leaves out it takes from {@code memdi.cluster}
 * and {@code memdi.requests}. Entries are read as sections named by their number, so that each
 * setting in them has a name: {@code memdi.keyspaces.1.shards}.
 */
final class KeyspaceEntries {
  static final String KEY = "memdi.keyspaces";

  private static final String SHARDS = "memdi.cluster.shards";
  private static final String DURABILITY = "memdi.cluster.durability";
  private static final String ACK = "memdi.requests.ack";

  private final Reader reader;
  private final Problems problems;
  private final RequestDefaults requests;
  private final int shards;
  private final Durability durability;
  private final OnMajorityLoss onMajorityLoss;

  private KeyspaceEntries(Reader reader, Problems problems, RequestDefaults requests) {
    this.reader = reader;
    this.problems = problems;
    this.requests = requests;
    this.shards = reader.integer(SHARDS);
    this.durability = reader.choice(DURABILITY, Durability.class);
    this.onMajorityLoss = reader.choice("memdi.cluster.on-majority-loss", OnMajorityLoss.class);
    expectShards(shards, SHARDS);
    if (!isNumberOfShards(shards)) {
      problems.passOver(SHARDS); // told once, not for each keyspace that takes it from here
    }
  }

  /** The same configuration with the list's entries as sections. */
  static Config numbered(Config whole) {
    List<? extends ConfigValue> entries;
    try {
      entries = whole.getList(KEY);
    } catch (ConfigException e) {
      return whole; // told when it is read
    }
    Map<String, Object> sections = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      sections.put(Integer.toString(i), entries.get(i));
    }
    return entries.isEmpty() ? whole : whole.withValue(KEY, ConfigValueFactory.fromMap(sections));
  }

  /** Of a configuration that is {@link #numbered}. */
  static Keyspaces read(Reader reader, Problems problems, RequestDefaults requests) {
    return new KeyspaceEntries(reader, problems, requests).read();
  }

  private Keyspaces read() {
    List<Keyspace> keyspaces = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int entries = reader.sections(KEY);
    try {
      for (int i = 0; i < entries; i++) {
        int first = keyspaces.isEmpty() ? 0 : keyspaces.getLast().end();
        keyspaces.add(read(KEY + "." + i + ".", names, first));
      }
      return new Keyspaces(keyspaces);
    } catch (IllegalArgumentException e) {
      if (problems.none()) {
        throw e;
      }
      return Keyspaces.single(1, Durability.MEMORY); // never seen: there are problems
    }
  }

  private Keyspace read(String at, Set<String> names, int first) {
    String name = reader.text(at + "name");
    problems.expect(
        Keyspace.isName(name), at + "name", name, "is 1 to 64 letters, digits, _ and -");
    problems.expect(names.add(name), at + "name", name, "is the name of an earlier keyspace");
    problems.expect(
        first > 0 || name.equals(Keyspace.DEFAULT),
        at + "name",
        name,
        "stands first, which is the place of the keyspace '"
            + Keyspace.DEFAULT
            + "': requests are for it that name none");
    int own = reader.has(at + "shards") ? reader.integer(at + "shards") : shards;
    expectShards(own, at + "shards", SHARDS);
    problems.expect(
        first + (long) own <= Keyspaces.MOST_SHARDS,
        at + "name",
        name,
        "makes %d shards in all; 1024 are the most".formatted(first + (long) own),
        at + "shards",
        SHARDS);
    Durability kept =
        reader.has(at + "durability")
            ? reader.choice(at + "durability", Durability.class)
            : durability;
    OnMajorityLoss policy =
        reader.has(at + "on-majority-loss")
            ? reader.choice(at + "on-majority-loss", OnMajorityLoss.class)
            : onMajorityLoss;
    return new Keyspace(name, first, own, kept, policy, ack(at, name, kept), consistency(at));
  }

  private void expectShards(int number, String key, String... others) {
    problems.expect(isNumberOfShards(number), key, number, "is from 1 to 1024", others);
  }

  private static boolean isNumberOfShards(int number) {
    return number >= 1 && number <= Keyspaces.MOST_SHARDS;
  }

  private Ack ack(String at, String name, Durability kept) {
    boolean given = reader.has(at + "ack");
    Ack ack = given ? reader.choice(at + "ack", Ack.class) : requests.ack();
    problems.expect(
        kept.gives(ack),
        given ? at + "ack" : ACK,
        Reader.lower(ack),
        "keyspace %s can't give it: its durability is %s and not sync"
            .formatted(name, Reader.lower(kept)),
        at + "durability",
        DURABILITY);
    return ack;
  }

  private Consistency consistency(String at) {
    return reader.has(at + "read")
        ? reader.choice(at + "read", Consistency.class)
        : requests.read();
  }
}
