/**
 * memdi's embedded journal and snapshot store: Pekko Persistence plugins that keep everything of a
 * node in one directory, for any Pekko application.
 *
 * <h2>The files of the journal, format version 1</h2>
 *
 * <pre>
 * journal-0000000000000007.seg          a segment; numbers only grow, and are used once
 *
 *   0      header   magic, version, number, salt, CRC32C     (twice, in different sectors)
 *   4096   record
 *          record   each at a multiple of 8
 *          ...
 *          record   INDEX, once the segment is sealed; else zeros to the end of the file
 *   -16    trailer  where INDEX begins, CRC32C, magic
 *
 * a record
 *   0   4  length of the body
 *   4   2  length of the meta data
 *   6   1  kind: 1 EVENTS, 2 STATE, 3 FORCED, 4 INDEX
 *   7   1  0
 *   8   4  CRC32C of the body
 *   12  4  CRC32C of the salt, the record's place, these 12 bytes and the meta data
 *   16     meta data: how far back everything is forced; whose record it is, its numbers,
 *          and the number that they follow on
 *          body: the events of one atomic write
 *
 * journal-0000000000000003.seg.zst      the same bytes, compressed in blocks
 *   0      header   as above
 *   4096   block    magic, place, length, length here, CRC32C, length of all / 8,
 *                   CRC32C of these, zstd frame
 *          block
 *          ...
 * </pre>
 *
 * <h2>What is torn, and what is damaged</h2>
 *
 * <p>A crash may keep or lose each sector that was not forced, so the last segment may end in
 * anything. Every record says up to where everything had been forced when it was written, and an
 * idle writer adds a record that says just that. What lies before the highest such place must be
 * intact, or it is damage; the first record behind it that is not intact is where the segment is
 * cut. One case can't be told: damage that takes the last records <em>and</em> all that says that
 * they were forced looks like a write that a crash cut short. All other segments were sealed after
 * they had been forced, so there nothing is ever cut.
 *
 * <p>A record with a damaged body is missed by its persistence id, when that is recovered. Where a
 * head is damaged, nobody knows whose record it was; but each record names the number that it
 * follows on, so whoever wrote later, without a gap, has lost nothing there. All others are not
 * recovered.
 *
 * <h2>Failures</h2>
 *
 * <p>After a write or a force that failed, the file is opened anew and cut at the last place that
 * was forced, before anything else is written. Whose events were cut off or refused has to recover
 * before it writes again: what it goes on to write would follow on events that are not there. After
 * a force of the names that failed, no name given before it counts as forced, whoever gave it
 * ({@link dev.memdi.durable.journal.SharedDisk}): it is taken back.
 */
@NullMarked
package dev.memdi.durable.journal;

import org.jspecify.annotations.NullMarked;
