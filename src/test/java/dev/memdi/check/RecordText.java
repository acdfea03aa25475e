package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Revision;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The vocabulary's records as text and back, by their names and components, so that a record added
 * to the vocabulary needs no line here. {@code Set("k", "v", After(PT5S), Always)}: keys, bytes and
 * strings are quoted with {@code \xNN} for what is not printable ASCII, a revision is {@code @12},
 * an empty optional {@code none}, a list {@code [a, b]}.
 */
final class RecordText {
  private final String text;
  private int at;

  private RecordText(String text) {
    this.text = text;
  }

  static String print(Object value) {
    return switch (value) {
      case Key key -> quote(key.bytes().array());
      case Bytes bytes -> quote(bytes.array());
      case String string -> quote(string.getBytes(StandardCharsets.UTF_8));
      case Revision revision -> "@" + revision.index();
      case Optional<?> optional -> optional.map(RecordText::print).orElse("none");
      case List<?> list -> {
        StringJoiner joined = new StringJoiner(", ", "[", "]");
        list.forEach(element -> joined.add(print(element)));
        yield joined.toString();
      }
      case Record fields -> printRecord(fields);
      default -> value.toString(); // numbers, booleans, enums, durations
    };
  }

  /** Reads a value of {@code type}, a record or a sealed interface of records. */
  static <T> T parse(String text, Class<T> type) {
    RecordText reader = new RecordText(text);
    T value = type.cast(reader.value(type));
    if (reader.at != text.length()) {
      throw reader.error("nothing more");
    }
    return value;
  }

  private static String printRecord(Record fields) {
    RecordComponent[] components = fields.getClass().getRecordComponents();
    if (components.length == 0) {
      return fields.getClass().getSimpleName();
    }
    StringJoiner joined = new StringJoiner(", ", fields.getClass().getSimpleName() + "(", ")");
    try {
      for (RecordComponent component : components) {
        joined.add(print(component.getAccessor().invoke(fields)));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return joined.toString();
  }

  private static String quote(byte[] bytes) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : bytes) {
      if (b == '"' || b == '\\') {
        quoted.append('\\').append((char) b);
      } else if (b >= 0x20 && b < 0x7f) {
        quoted.append((char) b);
      } else {
        quoted.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return quoted.append('"').toString();
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType of) {
      Type element = of.getActualTypeArguments()[0];
      return of.getRawType() == List.class ? list(element) : optional(element);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Key.class) {
      return new Key(Bytes.wrap(quoted()));
    } else if (plain == Bytes.class) {
      return Bytes.wrap(quoted());
    } else if (plain == String.class) {
      return new String(quoted(), StandardCharsets.UTF_8);
    } else if (plain == Revision.class) {
      expect("@");
      return new Revision(Long.parseLong(word()));
    } else if (plain == long.class) {
      return Long.parseLong(word());
    } else if (plain == int.class) {
      return Integer.parseInt(word());
    } else if (plain == boolean.class) {
      return Boolean.parseBoolean(word());
    } else if (plain == Duration.class) {
      return Duration.parse(word());
    } else if (plain == BigDecimal.class) {
      return new BigDecimal(word());
    } else if (plain.isEnum()) {
      return constant(plain, word());
    }
    return fields(plain);
  }

  private Object constant(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw error("one of " + List.of(type.getEnumConstants()));
  }

  private Object fields(Class<?> type) {
    String name = word();
    Class<?> found = named(type, name);
    if (found == null) {
      throw error("a " + type.getSimpleName() + " (not '" + name + "')");
    }
    RecordComponent[] components = found.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      expect(i == 0 ? "(" : ", ");
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType());
    }
    if (components.length > 0) {
      expect(")");
    }
    try {
      return found.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("not a valid " + name + ": " + text, e);
    }
  }

  private static @org.jspecify.annotations.Nullable Class<?> named(Class<?> type, String name) {
    if (type.isRecord()) {
      return type.getSimpleName().equals(name) ? type : null;
    }
    Class<?>[] permitted = type.getPermittedSubclasses();
    if (permitted != null) {
      for (Class<?> subclass : permitted) {
        Class<?> found = named(subclass, name);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private List<Object> list(Type element) {
    expect("[");
    List<Object> values = new ArrayList<>();
    while (!text.startsWith("]", at)) {
      if (!values.isEmpty()) {
        expect(", ");
      }
      values.add(value(element));
    }
    expect("]");
    return values;
  }

  private Optional<Object> optional(Type element) {
    if (text.startsWith("none", at)) {
      at += "none".length();
      return Optional.empty();
    }
    return Optional.of(value(element));
  }

  private String word() {
    int from = at;
    while (at < text.length() && ",()[] ".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private byte[] quoted() {
    expect("\"");
    byte[] bytes = new byte[text.length() - at];
    int length = 0;
    while (!text.startsWith("\"", at)) {
      if (at >= text.length()) {
        throw error("a closing quote");
      } else if (text.startsWith("\\x", at)) {
        bytes[length++] = (byte) HexFormat.fromHexDigits(text, at + 2, at + 4);
        at += 4;
      } else {
        at += text.charAt(at) == '\\' ? 1 : 0;
        bytes[length++] = (byte) text.charAt(at++);
      }
    }
    at++;
    return java.util.Arrays.copyOf(bytes, length);
  }

  private void expect(String token) {
    if (!text.startsWith(token, at)) {
      throw error("'" + token + "'");
    }
    at += token.length();
  }

  private IllegalArgumentException error(String expected) {
    return new IllegalArgumentException(
        "expected " + expected + " at column " + at + " of: " + text);
  }
}
