package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random writes, failures and crashes: what is read afterwards is a prefix of what was written that
 * holds everything that was confirmed, and nothing that has failed.
 */
class CrashPropertyTest {
  private static final long SEGMENT = 8 * 1024;
  private static final List<String> IDS = List.of("a", "b", "c");

  private final Map<String, KnownEvents> known = new LinkedHashMap<>();
  private SplittableRandom random = new SplittableRandom(0);
  private FragileDisk disk = new FragileDisk();
  private LogDriver log = new LogDriver(disk, SEGMENT);
  private int written;

  @Property(tries = 400)
  void whatIsConfirmedOutlivesCrashesAndWhatHasFailedStaysAway(@ForAll long seed)
      throws IOException {
    random = new SplittableRandom(seed);
    disk = new FragileDisk();
    known.clear();
    IDS.forEach(id -> known.put(id, new KnownEvents()));
    for (int life = 0; life < 5; life++) {
      log = new LogDriver(disk, SEGMENT, random.nextLong());
      recoverAll();
      assertThat(log.warnings).noneMatch(warning -> warning.startsWith("damaged"));
      live();
      if (random.nextInt(4) == 0) {
        log.log.close();
      }
      disk = random.nextInt(3) == 0 ? disk.restart() : disk.crash(random);
    }
  }

  private void live() throws IOException {
    boolean dies = random.nextInt(3) == 0;
    int steps = random.nextInt(1, 60);
    int death = random.nextInt(steps);
    for (int i = 0; i < steps; i++) {
      if (dies && i == death) {
        disk.operationsLeft = random.nextInt(6);
      }
      String id = IDS.get(random.nextInt(IDS.size()));
      switch (random.nextInt(12)) {
        case 0 -> delete(id);
        case 1 -> disk.forcesFail = random.nextInt(3) == 0;
        case 2 -> disk.full = random.nextInt(3) == 0;
        case 3 -> disk.writesFail = random.nextInt(4) == 0;
        case 4 -> recover(id);
        default -> write(id);
      }
    }
    disk.forcesFail = false;
    disk.full = false;
    disk.writesFail = false;
  }

  // A failure takes along what others had been confirmed unforced.
  private void recoverAll() throws IOException {
    for (String id : IDS) {
      recover(id);
    }
  }

  private void recover(String id) throws IOException {
    try {
      known(id).read(log.read(id));
    } catch (IOException e) {
      // while the disk fails it can't be opened, which is said, and is no loss
      assertThat(e.getMessage()).containsAnyOf("Input/output", "No space", "has stopped");
    }
  }

  private void write(String id) throws IOException {
    KnownEvents events = known(id);
    var event =
        new KnownEvents.Event(
            events.next(), "e" + written++ + "x".repeat(random.nextInt(1 << random.nextInt(12))));
    boolean mayWait = random.nextInt(3) == 0;
    var outcome =
        log.queue(mayWait, LogDriver.events(id, event.number(), event.number(), event.text()));
    log.log.turn();
    if (outcome.isDone()) {
      events.unforced.add(event);
      if (!mayWait) {
        known.values().forEach(KnownEvents::forced);
      }
    } else {
      if (String.valueOf(outcome.failure().getMessage()).contains("may be found")) {
        events.doubtful.add(event);
      }
      recoverAll();
    }
  }

  private void delete(String id) throws IOException {
    KnownEvents events = known(id);
    if (!events.sure.isEmpty()) {
      long to = events.sure.get(random.nextInt(events.sure.size())).number();
      if (log.delete(id, to).isDone()) {
        events.deletedTo = Math.max(to, events.deletedTo);
        known.values().forEach(KnownEvents::forced);
      } else {
        events.perhapsDeletedTo.add(to);
        recoverAll();
      }
    }
  }

  private KnownEvents known(String id) {
    return known.computeIfAbsent(id, _ -> new KnownEvents());
  }
}
