package dev.memdi.durable.disk;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The files of one directory, which one process has for itself. Everything that is kept on disk
 * goes through this interface, so that a simulated disk can lose, tear and spoil it. Names are
 * plain file names, without a directory.
 *
 * <p>Not for several threads at once, unless a method says so.
 */
public interface Disk extends AutoCloseable {
  /** The names of all files, sorted. */
  List<String> list() throws IOException;

  /**
   * Makes a new file of {@code bytes} zero bytes, with its space set aside, so that writing to it
   * later needs no more than the data to be forced. It lasts once it and the {@link #forceNames
   * names} have been forced.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is a file of that name
   * @throws IOException if there is no room for it, among others; then there is no such file
   */
  DiskFile create(String name, long bytes) throws IOException;

  /**
   * Opens a file for reading and writing.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of that name
   */
  DiskFile open(String name) throws IOException;

  /** Gives a file another name, in place of whatever had it. Atomic; lasts as {@link #create}. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file; does nothing if there is none. What is open stays readable until closed. */
  void delete(String name) throws IOException;

  /**
   * Gives these files second names, the same in a directory {@code aside} of this one, where they
   * are neither listed nor opened: all of them or none. They stay there whatever becomes of the
   * first names, and take no space of their own until then. Lasts as {@link #create}.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a directory
   * @throws java.nio.file.NoSuchFileException if there is none of one of the names
   */
  void setAside(List<String> names, String aside) throws IOException;

  /** Whether there is such a directory. */
  boolean hasAside(String aside) throws IOException;

  /** Deletes such a directory with all that is in it; does nothing if there is none. */
  void discardAside(String aside) throws IOException;

  /**
   * Makes the names of all files last (what {@code fsync} of a directory does). The stage fails
   * with an {@link IOException} if that can't be known to have happened.
   */
  CompletionStage<Void> forceNames();

  /** Bytes that can still be written, as far as that can be known. */
  long usableBytes() throws IOException;

  /** What to call it in messages: the directory's path. */
  String place();

  @Override
  void close() throws IOException;
}
