// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's archive, unpacked somewhere else, feeds a server. */
@Tag("slow")
class AgentArchiveTest {
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)[^)]*\\)");
  private static final long MAX_BYTES = 10L << 20;

  @TempDir Path folder;

  private static Path archive() throws IOException {
    try (var files = Files.list(Domestik.ROOT.resolve("agent/target"))) {
      return files
          .filter(it -> it.getFileName().toString().matches("domestik-agent-.*\\.tar\\.gz"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Path unpack() throws Exception {
    Domestik.Finished tar =
        Domestik.finish(
            new ProcessBuilder(
                "tar",
                "xzf",
                archive().toString(),
                "-C",
                folder.toString(),
                "--strip-components=1"));
    assertThat(tar.code()).as(tar.output()).isZero();
    return folder.resolve("bin/dmkcheckd");
  }

  @Test
  void archiveIsSmallAndItsAgentFeedsAServer() throws Exception {
    assertThat(Files.size(archive())).isLessThan(MAX_BYTES);
    Path dmkcheckd = unpack();
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("agent.conf"), "host = \"elsewhere\"\n");
    try (Domestik up = Domestik.up(folder.resolve("server"))) {
      Process agent =
          new ProcessBuilder(dmkcheckd.toString(), "--data", data.toString(), "--server", up.url)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        Domestik.await("a point of load", () -> up.points("elsewhere", "load") > 0);
      } finally {
        agent.destroy();
        assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(data.resolve("agent.pid")).doesNotExist();
    }
  }

  @Test
  void toolsAndTheSampleConfigurationAreInTheArchive() throws Exception {
    Path dmkcheckd = unpack();
    Domestik.Finished run =
        Domestik.finish(
            new ProcessBuilder(
                dmkcheckd.toString(), "probe", "run", folder + "/probes/load/load.lua"));
    assertThat(run.output()).contains("probe load", "load1");
    assertThat(folder.resolve("agent.conf")).exists();
    assertThat(folder.resolve("domestik.lua")).exists();
    assertThat(folder.resolve("dmkcheckd.service")).content().contains("bin/dmkcheckd --config");
  }

  @Test
  void everyLinkOfItsDocumentsLeadsToAFileInIt() throws Exception {
    unpack();
    List<Path> documents;
    try (var files = Files.walk(folder)) {
      documents = files.filter(file -> file.toString().endsWith(".md")).toList();
    }
    assertThat(documents).hasSizeGreaterThan(20).contains(folder.resolve("README.md"));
    List<String> dead = new ArrayList<>();
    for (Path document : documents) {
      for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          dead.add(folder.relativize(document) + ": " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void licenceOfEveryJarIsInTheArchive() throws Exception {
    unpack();
    String page = Files.readString(folder.resolve("licences/README.md"));
    assertThat(folder.resolve("LICENSE")).content().contains("Apache License");
    assertThat(folder.resolve("licences/luajava.txt"))
        .content()
        .contains("gudzpoz", "Lua.org, PUC-Rio");
    try (var jars = Files.list(folder.resolve("lib"))) {
      assertThat(jars.map(it -> it.getFileName().toString()).filter(it -> it.endsWith(".jar")))
          .isNotEmpty()
          .allSatisfy(
              jar ->
                  assertThat(page)
                      .containsAnyOf(
                          "`" + jar + "`", "`" + jar.replaceAll("-\\d.*", "-*.jar") + "`"));
    }
  }

  @Test
  void cacheIsOptionalAndADamagedOneIsNotUsed() throws Exception {
    Path dmkcheckd = unpack();
    Path cache = folder.resolve("lib/agent.aot");
    Domestik.Finished made =
        Domestik.finish(new ProcessBuilder(dmkcheckd.toString(), "cache", "4"));
    assertThat(made.output()).startsWith("made ");
    assertThat(cache).isNotEmptyFile();
    ProcessBuilder run =
        new ProcessBuilder(dmkcheckd.toString(), "probe", "run", folder + "/probes/load/load.lua");
    assertThat(Domestik.finish(run).output()).startsWith("probe load");
    ProcessBuilder told = new ProcessBuilder(dmkcheckd.toString(), "probe", "check");
    assertThat(Domestik.toldJava(told)).contains("-XX:AOTCache=" + cache);
    Path jar = folder.resolve("lib/lua54-linux.jar");
    FileTime before = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(2_000));
    assertThat(Domestik.toldJava(told)).as("with another jar").doesNotContain("AOTCache");
    Files.setLastModifiedTime(jar, before);
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      file.seek(file.length() / 4);
      file.writeLong(~file.readLong());
    }
    assertThat(Domestik.finish(run).output()).startsWith("probe load"); // Java would end there.
    Files.writeString(cache, "damaged");
    assertThat(Domestik.finish(run).output()).startsWith("probe load");
    Files.delete(folder.resolve("lib/agent.aot.sum"));
    assertThat(Domestik.finish(run).output()).startsWith("probe load");
  }

  @Test
  void cacheWithTlsIsMadeToo() throws Exception {
    Path dmkcheckd = unpack();
    Domestik.Finished made =
        Domestik.finish(new ProcessBuilder(dmkcheckd.toString(), "cache", "tls", "10"));
    assertThat(made.output()).startsWith("made ");
    assertThat(made.code()).isZero();
    // Java's TLS is in it: the cache of an agent that speaks HTTP has a third less.
    assertThat(Files.size(folder.resolve("lib/agent.aot"))).isGreaterThan(20L << 20);
    assertThat(folder.resolve("lib/agent.aot.new")).doesNotExist();
  }

  @Test
  void cacheSaysWhatItTakes() throws Exception {
    Path dmkcheckd = unpack();
    Domestik.Finished refused =
        Domestik.finish(new ProcessBuilder(dmkcheckd.toString(), "cache", "TLS"));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.output())
        .isEqualTo(
            "dmkcheckd: cache takes \"tls\" or \"ca\", and a number of seconds, not \"TLS\"\n");
  }

  @Test
  void onlyNativesOfSupportedPlatformsAreInIt() throws Exception {
    unpack();
    try (ZipFile natives = new ZipFile(folder.resolve("lib/lua54-linux.jar").toFile())) {
      assertThat(natives.stream().map(ZipEntry::getName).filter(name -> name.contains("lua")))
          .containsExactlyInAnyOrder("liblua5464.so", "liblua54arm64.so", "liblua54arm.so");
    }
  }
}
