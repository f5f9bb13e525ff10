// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.access.User;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.sql.Database;

/**
 * A store as a version leaves it: what is in it, and what it says when it is asked. Those of
 * released versions stay, so that each later one opens them.
 */
final class KeptStore {
  private static final String QUESTION = "? ";

  private KeptStore() {}

  /** All that can happen to data; what came last is in the journal only, where there is one. */
  static Storage fill(Database database, StorageConfig config) throws Exception {
    LifeStory story = new LifeStory(database, config, number -> {});
    story.tell();
    Storage storage = story.storage();
    storage.access().add(new User("ada", "admin", "hash", Contract.NOW, null));
    storage.check();
    for (int i = 0; i < 20; i++) {
      storage.accept(
          Contract.delivered(
              "late",
              i,
              Contract.sample(
                  "load", Contract.NOW.minusSeconds(3600 - 60 * i), List.of(), "one", i / 4.0)));
    }
    return storage;
  }

  /** Fills a file and is gone at once. */
  static final class Halted {
    private Halted() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      fill(DuckDbDatabase.open(file), StorageConfig.of("duckdb:" + file));
      System.out.println("done");
      Runtime.getRuntime().halt(1);
    }
  }

  /** The questions whose answers are kept: all that today's views have. */
  static List<String> questions(Storage storage) {
    List<String> questions = new ArrayList<>();
    for (String probe : storage.descriptions().keySet()) {
      for (String view : List.of("probe_" + probe, "probe_" + probe + "_archive")) {
        List<String> columns =
            storage.select("SELECT * FROM domestik." + view + " LIMIT 0", 1).columns();
        questions.add(
            "SELECT %s FROM domestik.%s ORDER BY %s"
                .formatted(
                    String.join(", ", columns),
                    view,
                    IntStream.rangeClosed(1, columns.size())
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "))));
      }
    }
    return questions;
  }

  /** The questions of what was kept. */
  static List<String> questions(List<String> said) {
    return said.stream()
        .filter(line -> line.startsWith(QUESTION))
        .map(line -> line.substring(QUESTION.length()))
        .toList();
  }

  /** Each question with its answer, the books, the hosts and their scripts' runs. */
  static List<String> say(Storage storage, List<String> questions) {
    List<String> lines = new ArrayList<>();
    for (String question : questions) {
      lines.add(QUESTION + question);
      storage.select(question, 9999).rows().forEach(row -> lines.add(row.toString()));
    }
    for (LifeCycle.Balance it : storage.lifeCycle().verify(LifeCycle.Scope.ALL)) {
      lines.add(
          "books of %s %s: %d = %d + %d + %d %b"
              .formatted(
                  it.host(),
                  it.probe(),
                  it.accepted(),
                  it.live(),
                  it.archived(),
                  it.purged(),
                  it.balanced()));
    }
    storage
        .hosts()
        .forEach(
            it ->
                lines.add(
                    "host %s: %s %s %s %d"
                        .formatted(
                            it.host(),
                            it.state().word(),
                            it.lastSample(),
                            it.probes(),
                            it.conflicts())));
    storage
        .runs()
        .forEach(
            (host, runs) ->
                runs.forEach(
                    run ->
                        lines.add(
                            "run on %s: %s %s %s %s"
                                .formatted(
                                    host,
                                    run.script(),
                                    run.probe(),
                                    run.outcome().word(),
                                    run.time()))));
    storage.access().credentials().users().keySet().forEach(it -> lines.add("user " + it));
    return lines;
  }

  static void zip(Path folder, Path file) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file));
        Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(path).toString()));
        Files.copy(path, out);
      }
    }
  }

  static void unzip(Path file, Path folder) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        ZipInputStream in = new ZipInputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path place = folder.resolve(entry.getName());
        Files.createDirectories(place.resolveSibling("."));
        try (OutputStream out = Files.newOutputStream(place)) {
          in.transferTo(out);
        }
      }
    }
  }
}
