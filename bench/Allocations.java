import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// What JVMs allocated, by the samples of their recordings, each of which stands for the bytes since the one before of
/// its thread; so the first of each counts for nothing, since much of that was before the recording.
///
///     java bench/Allocations.java RECORDING ...
///
/// Prints the sum in bytes, and then a line for each site, largest first: bytes, class, the innermost line of memdi.
class Allocations {
  public static void main(String[] files) throws Exception {
    Map<String, Long> sites = new HashMap<>();
    long sum = 0;
    for (String file : files) {
      List<RecordedEvent> events = RecordingFile.readAllEvents(Path.of(file));
      events.sort(Comparator.comparing(RecordedEvent::getStartTime));
      Set<Long> known = new HashSet<>();
      for (RecordedEvent event : events) {
        boolean first = known.add(event.getThread() == null ? -1 : event.getThread().getId());
        if (event.getEventType().getName().equals("jdk.ObjectAllocationSample") && !first) {
          sum += event.getLong("weight");
          sites.merge(event.getClass("objectClass").getName() + " " + site(event), event.getLong("weight"), Long::sum);
        }
      }
    }
    System.out.println(sum);
    sites.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(60)
        .forEach(site -> System.out.printf(Locale.ROOT, "%d %s%n", site.getValue(), site.getKey()));
  }

  static String site(RecordedEvent event) {
    if (event.getStackTrace() == null || event.getStackTrace().getFrames().isEmpty()) {
      return "-";
    }
    RecordedFrame innermost = event.getStackTrace().getFrames().getFirst();
    return event.getStackTrace().getFrames().stream()
        .filter(frame -> frame.isJavaFrame() && frame.getMethod().getType().getName().startsWith("dev.memdi"))
        .findFirst()
        .map(Allocations::name)
        .orElseGet(() -> "outside: " + name(innermost));
  }

  static String name(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName() + ":" + frame.getLineNumber();
  }
}
