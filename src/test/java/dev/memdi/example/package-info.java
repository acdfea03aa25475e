/** An application that embeds memdi, as docs/embedding.md shows it. */
@org.jspecify.annotations.NullMarked
package dev.memdi.example;
