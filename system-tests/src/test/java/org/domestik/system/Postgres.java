// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL's folder, on which one is started again and again, and what runs on it. */
final class Postgres {
  private Postgres() {}

  /** Starts one on what is in a folder; port 0: on a free one. */
  static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .setServerConfig("synchronous_commit", "on") // Off here by default: it loses commits.
        .setPort(port)
        .start();
  }

  /** All processes of the one that runs there, its first one first. */
  static List<ProcessHandle> processes(Path data) throws IOException {
    String first = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(first)).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  /** Kills it as a whole: its other processes end by themselves. */
  static void kill(Path data) throws IOException {
    ProcessHandle postmaster = processes(data).getFirst();
    postmaster.destroyForcibly();
    postmaster.onExit().join();
  }

  /** Sends processes a signal, such as STOP and CONT. */
  static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    new ProcessBuilder(command).start().waitFor(); // One that ended meanwhile is no fault.
  }
}
