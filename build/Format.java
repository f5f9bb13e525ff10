// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks ({@code check}) or rewrites ({@code apply}) every Java file of the tree below the current
 * folder: google-java-format and the licence header. Files that are older than the last check that
 * found nothing are left out.
 */
class Format {
  static final String HEADER =
      "// Copyright The Domestik Authors\n// SPDX-License-Identifier: Apache-2.0\n";

  private static final Path CHECKED = Path.of("target", "format-checked");

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    FileTime start = FileTime.from(Instant.now());
    List<Path> wrong = new ArrayList<>();
    for (Path file : javaFiles()) {
      String source = Files.readString(file);
      String headed = source.startsWith(HEADER) ? source : HEADER + "\n" + source;
      String formatted =
          new Formatter()
              .formatSource(
                  ImportOrderer.reorderImports(
                      RemoveUnusedImports.removeUnusedImports(headed), Style.GOOGLE));
      if (!formatted.equals(source)) {
        wrong.add(file);
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    }
    wrong.forEach(file -> System.out.println((apply ? "formatted " : "not formatted: ") + file));
    if (!apply && !wrong.isEmpty()) {
      System.out.println("Run: mvn -N process-sources -Dformat.mode=apply");
      System.exit(1);
    }
    Files.writeString(CHECKED, "");
    Files.setLastModifiedTime(CHECKED, start);
  }

  private static List<Path> javaFiles() throws IOException {
    Instant checked = lastChange(CHECKED);
    boolean otherRules =
        lastChange(Path.of("build", "Format.java")).isAfter(checked)
            || lastChange(Path.of("pom.xml")).isAfter(checked);
    Instant since = otherRules ? Instant.MIN : checked;
    try (var files = Files.walk(Path.of("."))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> !file.toString().contains("/docs/"))
          .filter(file -> !lastChange(file).isBefore(since))
          .sorted()
          .toList();
    }
  }

  private static Instant lastChange(Path file) {
    try {
      return Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.MIN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
