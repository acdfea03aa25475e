/**
 * The file that {@code memdi backup} writes and {@code memdi restore} reads.
 *
 * <pre>
 *   file   = "memdi-backup" | version 2 bytes | records, as api.codec.CheckedRecords has them, from number 0
 *
 *   6 header        how many keyspaces | of each: name text | shards
 *                   and then made at, signed milliseconds since 1970
 *   2 shard         number | revision | made at        once for each shard, in order, and behind each:
 *   3 page          0 | keys   or   1 | their length uncompressed | keys, compressed (zstd)
 *   4 end of shard  keys
 *   5 end           keys in all                         the last one; without it the file is cut short
 * </pre>
 *
 * Version 1 had one keyspace, and in place of 6 the record 1 header: name text | shards | made at.
 * Numbers are varints; the keys of a page are as {@code api.codec.ResultCodec} has a page. Whatever
 * is wrong with a file, {@link dev.memdi.cli.backup.DamagedBackupException} says what and where.
 */
@NullMarked
package dev.memdi.cli.backup;

import org.jspecify.annotations.NullMarked;
