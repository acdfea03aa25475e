package dev.memdi.architecture;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles specimens, with a package-info for each of their packages, into a folder. */
record Compilation(Path folder) {
  /** Libraries that memdi does not depend on (yet), or that a specimen only has to name. */
  private static final List<JavaFileObject> STAND_INS =
      List.of(
          file("io.netty.Any", "package io.netty; public class Any {}"),
          file("org.scalatest.Any", "package org.scalatest; public class Any {}"),
          file(
              "org.apache.pekko.persistence.Any",
              "package org.apache.pekko.persistence; public class Any {}"));

  Path of(List<Specimen> specimens) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var complaints = new StringWriter();
    var options =
        List.of("-proc:none", "-nowarn", "-d", folder.toString(), "-classpath", classPath());
    var files =
        Stream.of(
                specimens.stream().map(Compilation::file),
                packageInfos(specimens),
                STAND_INS.stream())
            .flatMap(stream -> stream)
            .toList();

    if (!compiler.getTask(complaints, null, null, options, null, files).call()) {
      throw new AssertionError("The specimens do not compile:\n" + complaints);
    }
    return folder;
  }

  private static Stream<JavaFileObject> packageInfos(List<Specimen> specimens) {
    return specimens.stream()
        .map(Specimen::packageName)
        .distinct()
        .filter(name -> !name.equals(TidinessSpecimens.UNMARKED_PACKAGE))
        .map(name ->
            file(
                name + ".package-info",
                "@org.jspecify.annotations.NullMarked package " + name + ";"));
  }

  private static JavaFileObject file(Specimen specimen) {
    return file(specimen.className(), specimen.source());
  }

  private static JavaFileObject file(String className, String source) {
    URI uri = URI.create("string:///" + className.replace('.', '/') + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }

  // Surefire hides the real class path in a jar of its own.
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
