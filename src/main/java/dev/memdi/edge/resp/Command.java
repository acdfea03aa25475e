package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * A row of the {@link CommandTable}.
 *
 * @param name in lower case; that of a subcommand with its parent's before it, as in {@code
 *     client|id}
 * @param arity how many words there are, the name's among them; negative: so many or more
 * @param flags those that Redis' {@code COMMAND} tells
 * @param keys where the keys stand
 * @param group as Redis' documentation has them
 * @param categories by which Redis would grant access to it
 * @param summary a sentence for the documentation
 * @param turn how it stands to the commands around it
 * @param action what it does; none of a command that has subcommands only
 */
record Command(
    String name,
    int arity,
    List<String> flags,
    Keys keys,
    String group,
    Set<Category> categories,
    String summary,
    Turn turn,
    Action action) {
  Command {
    flags = List.copyOf(flags);
    categories = Collections.unmodifiableSet(categories); // in their order
  }

  /** How a command stands to those around it. */
  enum Turn {
    /** Goes on together with others. */
    TOGETHER,
    /**
     * Waits until those before it were answered, and those behind it wait: it changes how they are
     * meant. Not in a transaction.
     */
    ALONE,
    /** The same, and part of what makes a transaction. */
    TRANSACTION
  }

  /**
   * The places of keys among the words: the first one, the last one (counted from the end where it
   * is negative), and how far they are apart; zeros where there are none.
   */
  record Keys(int first, int last, int step) {
    static final Keys NONE = new Keys(0, 0, 0);
    static final Keys ONE = new Keys(1, 1, 1);
    static final Keys TWO = new Keys(1, 2, 1);
    static final Keys ALL = new Keys(1, -1, 1);
    static final Keys PAIRS = new Keys(1, -1, 2);

    /** The one behind a subcommand. */
    static final Keys SECOND = new Keys(2, 2, 1);

    /** Those of a request. */
    List<Bytes> of(List<Bytes> words) {
      if (first == 0) {
        return List.of();
      }
      int end = last < 0 ? words.size() + last : last;
      List<Bytes> keys = new ArrayList<>();
      for (int at = first; at <= end; at += step) {
        keys.add(words.get(at));
      }
      return keys;
    }
  }

  /** From a call to what it needs. */
  interface Action {
    /** Throws {@link CommandException} where the call makes no sense. */
    Plan plan(Call call);
  }

  boolean takes(int words) {
    return arity >= 0 ? words == arity : words >= -arity;
  }

  boolean isSubcommand() {
    return name.indexOf('|') >= 0;
  }

  boolean isIn(Category category) {
    return categories.contains(category);
  }
}
