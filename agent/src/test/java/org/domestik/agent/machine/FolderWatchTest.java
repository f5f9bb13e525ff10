// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.domestik.agent.delivery.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path folder;

  private final FolderWatch watch = new FolderWatch();

  @AfterEach
  void close() throws IOException {
    watch.close();
  }

  @Test
  void newChangedAndDeletedFilesAreTold() throws Exception {
    assertThat(watch.watch(Set.of(folder))).isTrue();
    assertThat(watch.isComplete()).isTrue();
    assertThat(watch.await(SHORT)).isFalse();
    Path file = Files.writeString(folder.resolve("a"), "1");
    assertThat(watch.await(LONG)).isTrue();
    Files.writeString(file, "2");
    assertThat(watch.await(LONG)).isTrue();
    Files.delete(file);
    assertThat(watch.await(LONG)).isTrue();
    assertThat(watch.watch(Set.of(folder))).isFalse();
  }

  @Test
  void folderThatIsNotThereIsWatchedOnceItIs() throws Exception {
    Path later = folder.resolve("later");
    assertThat(watch.watch(Set.of(later))).isFalse();
    Files.createDirectory(later);
    assertThat(watch.watch(Set.of(later))).isTrue();
    Files.writeString(later.resolve("a"), "1");
    assertThat(watch.await(LONG)).isTrue();
  }

  @Test
  void folderThatWentAndCameAgainIsNew() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    assertThat(watch.watch(Set.of(inner))).isTrue();
    Files.delete(inner);
    assertThat(watch.await(LONG)).isTrue();
    Files.createDirectory(inner);
    assertThat(watch.watch(Set.of(inner))).isTrue();
  }

  @Test
  void folderThatIsNoLongerWantedIsNotTold() throws Exception {
    watch.watch(Set.of(folder));
    watch.watch(Set.of());
    Files.writeString(folder.resolve("a"), "1");
    assertThat(watch.await(SHORT)).isFalse();
  }

  @Test
  void whatIsWrittenAllTheTimeIsToldInBetween() throws Exception {
    watch.watch(Set.of(folder));
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!Thread.currentThread().isInterrupted()) {
                      Files.writeString(folder.resolve("a"), "1");
                    }
                  } catch (IOException e) {
                    // Interrupted while it wrote.
                  }
                });
    try {
      long start = System.nanoTime();
      assertThat(watch.await(LONG)).isTrue();
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    } finally {
      writer.interrupt();
      writer.join();
    }
  }

  @Test
  void closingEndsTheWait() throws Exception {
    watch.watch(Set.of(folder));
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    watch.await(Duration.ofHours(1));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    Receiver.until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    watch.close();
    assertThat(waiting.join(LONG)).isTrue();
  }
}
