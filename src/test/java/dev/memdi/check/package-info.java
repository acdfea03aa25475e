/**
 * Judges what clients saw. A {@link dev.memdi.check.Recorder} writes a {@link
 * dev.memdi.check.History} while the simulator or real processes run; {@link
 * dev.memdi.check.Linearizability} says afterwards whether one memdi that does one operation after
 * the other could have given those answers.
 *
 * <pre>
 *   Recorder ──► History ◄──► file, one line an event
 *                   │
 *                   ▼ calls
 *              Translation ──► stale reads ─────────► StaleReads ────┐
 *                   │     └──► revisions of a shard ► RevisionOrder ─┤
 *                   ▼ tasks (a call's part in one shard)             │
 *               KeyGroups: keys that one task ties are one group     │
 *                   ▼ one group                                      ├──► Verdict
 *               Inference: open writes that were seen did happen     │     Ok
 *                   ▼                                                │     Violation ◄─ Explanation
 *     GroupModel ◄─ Search: an order that explains every answer? ────┘     Undecided    (Timeline)
 *     of KeyModels
 * </pre>
 *
 * Words: a <em>call</em> is an invocation with its completion; a <em>task</em> is what a call does
 * to one shard at one point in time; a task is <em>required</em> if it certainly took effect before
 * its completion, and <em>optional</em> if it may have taken effect at any time after its
 * invocation, or never; a <em>part</em> is what a task does to one key, or to a few at once.
 *
 * <p>Test code, but with no dependency beyond the vocabulary of {@code dev.memdi.api}.
 */
@NullMarked
package dev.memdi.check;

import org.jspecify.annotations.NullMarked;
