// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code domestik cache} makes: whatever becomes of it, the server runs and says nothing. */
@Tag("slow")
class ServerCacheTest {
  @TempDir Path home;

  private Path cache;

  /** The folder of an archive, but for its Java runtime. */
  @BeforeEach
  void unpack() throws IOException {
    Path server = Domestik.ROOT.resolve("server");
    Path lib = Files.createDirectories(home.resolve("lib"));
    Files.copy(
        server.resolve("src/main/launcher/domestik"),
        Files.createDirectories(home.resolve("bin")).resolve("domestik"));
    Files.copy(server.resolve("src/main/launcher/server.jvm"), lib.resolve("server.jvm"));
    copyJars(server.resolve("target"), "server-*.jar", lib);
    copyJars(server.resolve("target/lib"), "*", lib);
    cache = lib.resolve("server.aot");
  }

  private static void copyJars(Path from, String names, Path to) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(from, names)) {
      for (Path jar : jars) {
        Files.copy(jar, to.resolve(jar.getFileName()));
      }
    }
  }

  private ProcessBuilder launcher(String... words) {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/domestik").toString());
    builder.command().addAll(List.of(words));
    builder.environment().put("DOMESTIK_JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private Domestik.Finished domestik(String... words) throws IOException, InterruptedException {
    return Domestik.finish(launcher(words));
  }

  private void saysItsVersionAndNothingElse() throws IOException, InterruptedException {
    assertThat(domestik("--version").output()).matches("Domestik [^\n]*\n");
  }

  @Test
  void isUsedAndWhereItDoesNotFitDoneWithoutSilently() throws Exception {
    saysItsVersionAndNothingElse();
    assertThat(domestik("cache").output()).isEqualTo("made " + cache + "\n");
    assertThat(home.resolve("lib/server.aot.new")).doesNotExist();
    saysItsVersionAndNothingElse();
    isNotUsedWithOtherJarsAsJavaWouldRunWhatTheOldOnesHadInThem();
    isNotUsedWithAHeapOfOnesOwn();
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      file.seek(file.length() / 4);
      file.writeLong(~file.readLong());
      saysItsVersionAndNothingElse(); // A JVM that does not look at it ends there.
      file.setLength(file.length() / 2);
      saysItsVersionAndNothingElse();
    }
    Files.writeString(cache, "no cache");
    saysItsVersionAndNothingElse();
  }

  private void isNotUsedWithOtherJarsAsJavaWouldRunWhatTheOldOnesHadInThem()
      throws IOException, InterruptedException {
    assertThat(Domestik.toldJava(launcher("--version"))).contains("-XX:AOTCache=" + cache);
    Path jar;
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(cache.getParent(), "storage-*")) {
      jar = jars.iterator().next();
    }
    FileTime before = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(before.toMillis() + 2_000));
    assertThat(Domestik.toldJava(launcher("--version"))).doesNotContain("AOTCache");
    Files.setLastModifiedTime(jar, before);
    assertThat(Domestik.toldJava(launcher("--version"))).contains("AOTCache");
  }

  /** Java ends where what the cache has for the heap finds no room in it. */
  private void isNotUsedWithAHeapOfOnesOwn() throws IOException, InterruptedException {
    ProcessBuilder small = launcher("--version");
    small.environment().put("DOMESTIK_SERVER_HEAP", "32m");
    assertThat(Domestik.finish(small).output()).containsPattern("(?m)^Domestik .*\n\\z");
  }

  @Test
  void tooFewFilesAreOneClearLine() throws Exception {
    Domestik.Finished few =
        Domestik.finish(
            new ProcessBuilder(
                "bash", "-c", "ulimit -n 100; exec " + home.resolve("bin/domestik") + " verify"));
    assertThat(few.code()).isEqualTo(1);
    assertThat(few.output())
        .startsWith("domestik: the server may have only 100 files open and needs 192: ")
        .hasLineCount(1);
  }
}
