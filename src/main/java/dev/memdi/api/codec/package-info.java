/**
 * The vocabulary as bytes: compact, hand-written, on the JDK alone. What an edge encodes here once
 * travels as it is to every replica's log and journal. Numbers are varints (LEB128); signed ones
 * zigzag; byte strings and text carry their length in front.
 *
 * <pre>
 *   BurstEncoder  --(Burst)-->  log, network, disk  --(Burst)-->  BurstDecoder --> LoggedCommand
 *        |                                                             |
 *        +-- OperationCodec, OutcomeCodec, ChangesCodec, StatusCodec --+
 *                          ByteWriter, ByteReader
 * </pre>
 *
 * Only a burst, which is kept on disk, carries a format version of its own; of the other values the
 * version belongs to whoever frames them. Whatever is wrong with bytes that are read, one exception
 * says so: {@link dev.memdi.api.codec.MalformedBytesException}.
 */
@NullMarked
package dev.memdi.api.codec;

import org.jspecify.annotations.NullMarked;
