package dev.memdi.api;

/** About how many bytes something takes in a message: its keys and values, and a little more. */
public final class SizeEstimate {
  private static final int SMALL = 128;

  private SizeEstimate() {}

  public static long of(Outcome outcome) {
    return outcome instanceof Outcome.Done done ? SMALL + of(done.result()) : SMALL;
  }

  public static long of(Result result) {
    return switch (result) {
      case Result.Found found -> 24L + found.value().length();
      case Result.Updated updated -> 24L + updated.value().length();
      case Result.Many many -> {
        long sum = 0;
        for (Result one : many.results()) {
          sum += of(one);
        }
        yield sum;
      }
      case Result.Page page -> page.entries().stream().mapToLong(SizeEstimate::of).sum();
      case Result.Missing _, Result.Written _, Result.Deleted _, Result.Counted _ -> 16;
      case Result.Failed _ -> SMALL;
    };
  }

  /** Whether the result takes no more than any refusal would. */
  public static boolean isSmall(Result result) {
    return of(result) <= SMALL;
  }

  public static long of(Result.Entry entry) {
    return 32L + entry.key().bytes().length() + entry.value().length();
  }

  public static long of(Changes changes) {
    return SMALL + changes.events().stream().mapToLong(SizeEstimate::of).sum();
  }

  public static long of(Changes.Event event) {
    return 24L
        + event.key().bytes().length()
        + event.value().map(Bytes::length).orElse(0)
        + event.causes().size();
  }
}
