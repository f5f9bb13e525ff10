// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.checkup;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.agent.config.AgentConfig;
import org.domestik.model.FileFault;
import org.domestik.model.command.Findings;

/** What is wrong with an agent's folder: its rights, its disk, what waits in it. */
final class SpoolCheckup {
  private static final long LEAST_BYTES = 64L << 20;

  /** After an outage what waited is delivered within minutes. */
  private static final Duration OLD = Duration.ofHours(1);

  private final Findings findings;
  private final InstantSource clock;

  SpoolCheckup(Findings findings, InstantSource clock) {
    this.findings = findings;
    this.clock = clock;
  }

  void look(AgentConfig config) {
    Path data = config.data();
    if (!Files.isDirectory(data)) {
      findings.wrong("the folder " + data + " is not there", "start the agent, or name another");
      return;
    }
    if (!Files.isWritable(data)) {
      findings.wrong(
          "the folder " + data + " may not be written by this user",
          "run this as the user the agent runs as, or: chown -R USER " + data);
    }
    try {
      disk(data);
      waiting(data.resolve("spool"), config.spoolBytes());
      refused(data.resolve("spool").resolve("refused"));
    } catch (IOException e) {
      findings.wrong(
          "the folder " + data + " cannot be looked at: " + FileFault.of(e), "see its rights");
    }
  }

  private void disk(Path data) throws IOException {
    FileStore disk = Files.getFileStore(data);
    String words = "disk: " + (disk.getUsableSpace() >> 20) + " MiB are free where " + data + " is";
    if (disk.getUsableSpace() < LEAST_BYTES) {
      findings.wrong(words, "free some: samples will wait in memory, and collapse");
    } else {
      findings.fine(words);
    }
  }

  private static List<Path> files(Path folder, String pattern) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(it -> it.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }

  private void waiting(Path spool, long limit) throws IOException {
    long bytes = 0;
    Instant oldest = Instant.MAX;
    List<Path> files = files(spool, ".*\\.(batch|sent|parts)");
    for (Path file : files) {
      File it = file.toFile(); // One that was delivered meanwhile has no length and no time.
      Instant written = it.exists() ? Instant.ofEpochMilli(it.lastModified()) : Instant.MAX;
      oldest = written.isBefore(oldest) ? written : oldest;
      bytes += it.length();
    }
    String words = "spool: " + files.size() + " batches wait, " + (bytes >> 10) + " KiB";
    if (bytes > limit / 10 * 9) {
      findings.wrong(
          words + " of " + (limit >> 10),
          "it collapses its oldest samples; spool_mib makes room, and see why it cannot deliver");
    } else if (oldest.isBefore(clock.instant().minus(OLD))) {
      findings.wrong(
          words + ", the oldest since " + oldest, "see why it cannot deliver: the agent's log");
    } else {
      findings.fine(words);
    }
  }

  private void refused(Path folder) throws IOException {
    List<Path> reasons = files(folder, ".*\\.reason");
    if (!reasons.isEmpty()) {
      findings.wrong(
          reasons.size()
              + " deliveries are kept that the server refused or that were damaged; the last: "
              + Files.readString(reasons.getLast()).strip(),
          "mend the script it names; the files in " + folder + " may be removed then");
    }
  }
}
