// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system on which the kernel finds an error while the server writes: it is read-only from
 * then on, with all files open. Senders and {@code /health} are told, and once it is mounted anew
 * everything acknowledged is there.
 */
@Tag("slow")
class ReadOnlyDiskTest {
  @TempDir Path folder;

  private Path disk;
  private Path image;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("data"));
    image = folder.resolve("disk.img");
    try (RandomAccessFile bytes = new RandomAccessFile(image.toFile(), "rw")) {
      bytes.setLength(96 << 20);
    }
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/mkfs.ext4"))
            && run("/usr/sbin/mkfs.ext4", "-q", image.toString())
            && mounted(),
        "needs root, mkfs.ext4 and a loop device");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  private boolean mounted() throws Exception {
    return run("mount", "-o", "loop,errors=remount-ro", image.toString(), disk.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Has the kernel find an error on the disk. */
  private boolean fail() throws IOException {
    String device = Files.getFileStore(disk).name().replace("/dev/", "");
    Path trigger = Path.of("/sys/fs/ext4", device, "trigger_fs_error");
    if (!Files.isWritable(trigger)) {
      return false;
    }
    Files.writeString(trigger, "1");
    return true;
  }

  @Test
  void readOnlyDiskIsToldAndNothingAcknowledgedIsLost() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(1000, ChronoUnit.DAYS);
    try (LoneServer server = new LoneServer(folder, "", List.of())) {
      server.start();
      server.await();
      Story story = new Story(Way.LATE, start, UUID.randomUUID());
      Teller teller = new Teller(story, server.uri, ended, server.http, 1);
      Thread sender = Thread.ofPlatform().start(teller);
      Domestik.await("samples are taken", () -> teller.acknowledged() > 20);
      assumeTrue(fail(), "this kernel has no trigger_fs_error");
      Domestik.await("senders are told", () -> teller.refused() > 0);
      Domestik.await(
          "/health tells",
          () -> health(server).contains("Read-only file system"),
          () -> health(server) + "; senders: " + teller.lastRefusal());
      System.out.println("/health: " + health(server) + "; senders: " + teller.lastRefusal());
      assertThat(server.get("/api/v1/hosts")).isNotNull(); // What is stored can still be read.
      long known = teller.acknowledged();
      assertThat(server.stop()).isLessThan(Duration.ofSeconds(5));
      assertThat(run("umount", disk.toString())).isTrue();
      run("/usr/sbin/e2fsck", "-p", "-f", image.toString());
      assertThat(mounted()).isTrue();
      server.start();
      Domestik.await("samples are taken again", () -> teller.acknowledged() > known + 20);
      ended.set(true);
      assertThat(sender.join(Duration.ofMinutes(1))).isTrue();
      Conservation.check(server, List.of(teller), "read-only disk");
      server.stop();
    }
  }

  private static String health(LoneServer server) {
    HttpResponse<String> answer = server.get("/health");
    return answer == null ? "" : answer.body();
  }
}
