package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers as bytes, in version 2 or 3 of the protocol. */
final class ReplyWriter {
  private static final int SMALL = 256;
  private static final int LONGEST_NUMBER = 20;
  private static final byte[] TEXT = {'t', 'x', 't', ':'};

  /** The longest array that every JVM has. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private byte[] array;
  private int length;
  private int version;

  ReplyWriter(int version) {
    this(version, 0);
  }

  /** With room for so many bytes: more is made where they are more. */
  ReplyWriter(int version, int bytes) {
    this.version = version;
    this.array = new byte[Math.max(SMALL, bytes)];
  }

  /** How many bytes were written. */
  int length() {
    return length;
  }

  ByteBuf toBuffer(ByteBufAllocator alloc) {
    return alloc.buffer(length).writeBytes(array, 0, length);
  }

  /** What is written from now on is of that version. */
  void speak(int other) {
    version = other;
  }

  void simple(String line) {
    line('+', oneLine(line));
  }

  void error(String line) {
    line('-', oneLine(line));
  }

  void integer(long number) {
    line(':', number);
  }

  void bulk(Bytes bytes) {
    line('$', bytes.length());
    put(bytes.array());
    end();
  }

  void nothing() {
    if (version == 3) {
      line('_', "");
    } else {
      line('$', "-1");
    }
  }

  void noArray() {
    if (version == 3) {
      line('_', "");
    } else {
      line('*', "-1");
    }
  }

  /** The head of an array; so many replies follow. */
  void array(int size) {
    line('*', size);
  }

  /** The head of a set. */
  void set(int size) {
    line(version == 3 ? '~' : '*', size);
  }

  /** The head of a map; twice so many replies follow. */
  void map(int size) {
    if (version == 3) {
      line('%', size);
    } else {
      array(2 * size);
    }
  }

  /** The head of what nobody asked for. */
  void push(int size) {
    line(version == 3 ? '>' : '*', size);
  }

  void verbatim(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (version == 3) {
      line('=', bytes.length + 4);
      put(TEXT);
      put(bytes);
      end();
    } else {
      bulk(Bytes.wrap(bytes));
    }
  }

  private void line(char kind, String rest) {
    makeRoom(1);
    array[length++] = (byte) kind;
    put(rest.getBytes(StandardCharsets.UTF_8));
    end();
  }

  private void line(char kind, long number) {
    if (number < 0) {
      line(kind, Long.toString(number));
      return;
    }
    makeRoom(LONGEST_NUMBER);
    array[length++] = (byte) kind;
    int digits = 1;
    for (long rest = number; rest > 9; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      array[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    end();
  }

  private void put(byte[] bytes) {
    makeRoom(bytes.length);
    System.arraycopy(bytes, 0, array, length, bytes.length);
    length += bytes.length;
  }

  private void end() {
    makeRoom(2);
    array[length++] = '\r';
    array[length++] = '\n';
  }

  private void makeRoom(int more) {
    if (more > array.length - length) {
      long needed = (long) length + more;
      if (needed > LONGEST) {
        throw new IllegalStateException("answers of " + needed + " bytes at once");
      }
      array = Arrays.copyOf(array, (int) Math.min(2 * needed, LONGEST));
    }
  }

  /** What a client sent may stand in an error, and must not end it early. */
  private static String oneLine(String text) {
    return text.indexOf('\r') < 0 && text.indexOf('\n') < 0
        ? text
        : text.replace('\r', ' ').replace('\n', ' ');
  }
}
