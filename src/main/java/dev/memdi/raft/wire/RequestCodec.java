package dev.memdi.raft.wire;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.OperationCodec;
import dev.memdi.cluster.RefCodec;
import dev.memdi.raft.Replicator.Read;
import dev.memdi.raft.Replicator.ReadLocal;
import dev.memdi.raft.Replicator.Write;
import dev.memdi.raft.ShardReplica.ReadChanges;
import java.util.ArrayList;
import java.util.List;

/** What edges ask of replicas, with the actors to be answered, as frames. */
final class RequestCodec {
  private final RefCodec refs;

  RequestCodec(RefCodec refs) {
    this.refs = refs;
  }

  void writeWrite(Write write, FrameWriter out) {
    ByteWriter head = out.head();
    head.putVarint(write.number());
    EntryCodec.writeBurst(write.burst(), out);
    putSequences(write.ackLeader(), head);
    refs.write(write.replyTo(), head);
    refs.write(write.rejectTo(), head);
  }

  Write readWrite(FrameReader in) {
    ByteReader head = in.head();
    long number = head.takeVarint();
    Burst burst = EntryCodec.readBurst(in);
    return new Write(number, burst, takeSequences(head), refs.read(head), refs.read(head));
  }

  void writeRead(Read read, ByteWriter out) {
    out.putVarint(read.number());
    putReads(read.reads(), out);
    refs.write(read.replyTo(), out);
    refs.write(read.rejectTo(), out);
  }

  Read readRead(ByteReader in) {
    long number = in.takeVarint();
    return new Read(number, takeReads(in), refs.read(in), refs.read(in));
  }

  void writeReadLocal(ReadLocal read, ByteWriter out) {
    putReads(read.reads(), out);
    refs.write(read.replyTo(), out);
  }

  ReadLocal readReadLocal(ByteReader in) {
    return new ReadLocal(takeReads(in), refs.read(in));
  }

  void writeReadChanges(ReadChanges read, ByteWriter out) {
    out.putBytes(read.prefix());
    out.putVarint(read.from());
    refs.write(read.replyTo(), out);
  }

  ReadChanges readReadChanges(ByteReader in) {
    Bytes prefix = in.takeBytes();
    return new ReadChanges(prefix, in.takeUpTo(Long.MAX_VALUE, "a revision"), refs.read(in));
  }

  private static void putSequences(List<Long> sequences, ByteWriter out) {
    out.putVarint(sequences.size());
    long previous = 0;
    for (long sequence : sequences) {
      out.putSigned(sequence - previous);
      previous = sequence;
    }
  }

  private static List<Long> takeSequences(ByteReader in) {
    int count = in.takeCount("sequences");
    List<Long> sequences = new ArrayList<>(count);
    long sequence = 0;
    for (int i = 0; i < count; i++) {
      sequence += in.takeSigned();
      sequences.add(sequence);
    }
    return sequences;
  }

  private static void putReads(List<NumberedRead> reads, ByteWriter out) {
    out.putVarint(reads.size());
    long previous = 0;
    for (NumberedRead read : reads) {
      out.putSigned(read.sequence() - previous);
      OperationCodec.writeRead(read.read(), out);
      previous = read.sequence();
    }
  }

  private static List<NumberedRead> takeReads(ByteReader in) {
    int count = in.takeCount("reads");
    List<NumberedRead> reads = new ArrayList<>(count);
    long sequence = 0;
    for (int i = 0; i < count; i++) {
      sequence += in.takeSigned();
      reads.add(new NumberedRead(sequence, OperationCodec.readRead(in)));
    }
    return reads;
  }
}
