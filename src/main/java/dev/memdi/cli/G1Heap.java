package dev.memdi.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * G1's, where {@code System.gc()} collects while the process goes on ({@code
 * -XX:+ExplicitGCInvokesConcurrent}, which conf/jvm.options has). How much of a heap may stay free
 * is a setting that G1 reads anew after each marking.
 */
final class G1Heap implements IdleHeap.Heap {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(20);
  private static final String LEAST_FREE = "MinHeapFreeRatio";
  private static final String MOST_FREE = "MaxHeapFreeRatio";

  private final HotSpotDiagnosticMXBean jvm;
  private final GarbageCollectorMXBean young;

  private G1Heap(HotSpotDiagnosticMXBean jvm, GarbageCollectorMXBean young) {
    this.jvm = jvm;
    this.young = young;
  }

  /** Empty where another collector runs, or {@code System.gc()} would stop the process. */
  static Optional<G1Heap> ofThisProcess() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(collector -> collector.getName().equals("G1 Young Generation"))
        .filter(collector -> isOn(jvm, "ExplicitGCInvokesConcurrent"))
        .filter(collector -> !isOn(jvm, "DisableExplicitGC"))
        .map(collector -> new G1Heap(jvm, collector))
        .findFirst();
  }

  private static boolean isOn(HotSpotDiagnosticMXBean jvm, String flag) {
    return Boolean.parseBoolean(jvm.getVMOption(flag).getValue());
  }

  /** Looks after the heap of this process from now on, where that can be done. */
  static void watch() {
    ofThisProcess()
        .ifPresent(heap -> {
          IdleHeap idle = new IdleHeap(heap);
          long between = BETWEEN_LOOKS.toSeconds();
          var _ =
              Executors.newSingleThreadScheduledExecutor(
                      Thread.ofPlatform().daemon().name("idle-heap").factory())
                  .scheduleWithFixedDelay(idle::look, between, between, TimeUnit.SECONDS);
        });
  }

  @Override
  public long youngCollections() {
    return young.getCollectionCount();
  }

  @Override
  public void giveBack() {
    String least = jvm.getVMOption(LEAST_FREE).getValue();
    String most = jvm.getVMOption(MOST_FREE).getValue();
    jvm.setVMOption(LEAST_FREE, "5"); // the lesser first: it may not be above the other
    jvm.setVMOption(MOST_FREE, "15");
    try {
      System.gc(); // returns when it has marked, and resized the heap by that
    } finally {
      jvm.setVMOption(MOST_FREE, most);
      jvm.setVMOption(LEAST_FREE, least);
    }
  }
}
