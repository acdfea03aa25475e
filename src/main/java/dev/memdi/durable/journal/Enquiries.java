package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers what is asked about events: how far they go, and where they are. */
final class Enquiries {
  private final Supplier<Catalog> catalog;
  private final Admission admission;
  private final Consumer<String> warnings;

  Enquiries(Supplier<Catalog> catalog, Admission admission, Consumer<String> warnings) {
    this.catalog = catalog;
    this.admission = admission;
    this.warnings = warnings;
  }

  /** To be called when all writes before the question are settled. */
  void answer(Request request) {
    switch (request) {
      case Request.Highest highest -> {
        IOException refusal = admission.refusal(highest.id());
        catalog.get().mend(highest.id());
        if (refusal == null) {
          highest.answer().succeed(catalog.get().highest(highest.id()));
        } else {
          highest.answer().fail(refusal);
        }
      }
      case Request.Plan plan -> {
        IOException refusal = admission.refusal(plan.id());
        if (refusal == null) {
          plan.answer().succeed(plan(plan));
        } else {
          plan.answer().fail(refusal);
        }
      }
      default -> {}
    }
  }

  private ReplayPlan plan(Request.Plan plan) {
    long after = Math.max(plan.from() - 1, catalog.get().deletedTo(plan.id()));
    List<ReplayPlan.Part> parts = new ArrayList<>();
    for (Segment segment : catalog.get().holding(plan.id(), after + 1, plan.to())) {
      SegmentIndex live = segment.live();
      SegmentIndex.Run run = live == null ? null : live.run(plan.id());
      Summary summary = segment.summary(plan.id());
      if (summary != null) {
        segment.retain();
        parts.add(
            new ReplayPlan.Part(
                segment,
                segment.source(),
                segment.salt(),
                summary,
                run == null ? null : run.entries.copy()));
      }
    }
    return new ReplayPlan(plan.id(), after, plan.to(), parts);
  }

  void release(ReplayPlan plan) {
    SegmentFiles.step(
        failure -> warnings.accept("can't close a file of the journal: " + failure),
        () -> {
          for (ReplayPlan.Part part : plan.parts()) {
            part.segment().release();
          }
        });
  }
}
