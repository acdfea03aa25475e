package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Refusal;
import dev.memdi.routing.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A command that a client wants done, with all its words. */
record Call(Command command, List<Bytes> words, Client client, Backend backend) {
  int size() {
    return words.size();
  }

  Bytes word(int at) {
    return words.get(at);
  }

  String text(int at) {
    return words.get(at).utf8();
  }

  /** In upper case, as options are written. */
  String option(int at) {
    return WireRequest.text(words.get(at)).toUpperCase(Locale.ROOT);
  }

  Key key(int at) {
    Bytes word = words.get(at);
    int limit = backend.settings().limits().key();
    if (word.length() > limit) {
      throw Errors.of(new Refusal.TooLarge("the key", word.length(), limit));
    }
    return new Key(word);
  }

  /** The keys from {@code from} on. */
  List<Key> keys(int from) {
    List<Key> keys = new ArrayList<>(words.size() - from);
    for (int i = from; i < words.size(); i++) {
      keys.add(key(i));
    }
    return keys;
  }

  /** All that it names, whether or not it may be a key. */
  List<Bytes> keys() {
    return command.keys().of(words);
  }

  long integer(int at) {
    return Numbers.integer(words.get(at)).orElseThrow(CommandException::notAnInteger);
  }

  /** Fails unless the keys lie in one shard. */
  void inOneShard(List<Key> keys) {
    Router router = client.router();
    int shard = router.shardOf(keys.getFirst());
    if (keys.stream().anyMatch(key -> router.shardOf(key) != shard)) {
      throw Errors.of(new Refusal.CrossShard());
    }
  }
}
