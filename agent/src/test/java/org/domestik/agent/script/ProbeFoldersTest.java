// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeFoldersTest {
  @TempDir Path data;
  private Path own;

  @BeforeEach
  void twoScripts() throws IOException {
    own = data.resolve("own");
    write("own/a.lua");
    write("own/b/b.lua");
  }

  private void write(String name) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "return {}");
  }

  private void loop(String name) throws IOException {
    Path link = data.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, link.getFileName()); // Which even root cannot read.
  }

  private ProbeFolders folders(String... disabled) {
    return new ProbeFolders(List.of(data.resolve("first"), own), Set.of(disabled));
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "first/lib", "own/lib", "own/b/lib"})
  void folderThatCannotBeReadIsLeftOutAlone(String name) throws IOException {
    loop(name);
    ProbeFolders folders = folders();
    assertThat(folders.scan()).containsOnlyKeys("a.lua", "b.lua");
    String folder = data.resolve(name).toString();
    assertThat(folders.ignored()).containsKey(folder);
    assertThat(folders.ignored().get(folder).fault())
        .startsWith(folder + ": Too many levels of symbolic links")
        .endsWith("; it is left out");
    String last = data.resolve(name).getFileName().toString();
    ProbeFolders silent = folders(last);
    assertThat(silent.scan()).hasSize(2);
    assertThat(silent.ignored()).doesNotContainKey(folder);
    Files.delete(data.resolve(name));
    assertThat(folders.scan()).hasSize(2);
    assertThat(folders.ignored()).isEmpty();
  }

  @Test
  void folderOfSomebodyElseAmongScriptsIsLeftOutAlone() throws IOException {
    Path backup = Files.createDirectory(own.resolve("backup"));
    Files.setPosixFilePermissions(backup, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(backup), "root reads all");
    ProbeFolders folders = folders();
    assertThat(folders.scan()).containsOnlyKeys("a.lua", "b.lua");
    assertThat(folders.ignored().get(backup.toString()).fault())
        .isEqualTo(backup + ": access is denied; it is left out");
  }

  @Test
  void libraryThatIsALinkToItselfHoldsUpNoScript() throws IOException {
    write("own/lib/good.lua");
    loop("own/lib/bad.lua");
    ProbeFolders folders = folders();
    assertThat(folders.scan()).hasSize(2);
    assertThat(folders.ignored()).isEmpty();
  }

  /** By script: what changes when it is to be started afresh. */
  private Map<String, String> versions(ProbeFolders folders) throws IOException {
    Map<String, String> versions = new TreeMap<>();
    folders.scan().forEach((script, file) -> versions.put(script, file.version()));
    return versions;
  }

  @Test
  void moduleInAFolderOfTheLibraryIsPartOfTheVersion() throws IOException {
    write("elsewhere/linked/far.lua");
    write("own/lib/net/tcp/ports.lua");
    write("own/b/lib/own/one.lua");
    Files.createSymbolicLink(own.resolve("lib/linked"), data.resolve("elsewhere/linked"));
    Files.createSymbolicLink(own.resolve("lib/net/round"), own.resolve("lib"));
    ProbeFolders folders = folders();
    Map<String, String> before = versions(folders);
    assertThat(versions(folders)).isEqualTo(before);
    assertThat(folders.ignored()).isEmpty();
    for (String module : List.of("own/lib/net/tcp/ports.lua", "elsewhere/linked/far.lua")) {
      Files.writeString(data.resolve(module), "return { module = '" + module + "' }");
      Map<String, String> after = versions(folders);
      assertThat(after.get("a.lua")).isNotEqualTo(before.get("a.lua"));
      assertThat(after.get("b.lua")).isNotEqualTo(before.get("b.lua"));
      before = after;
    }
    Files.writeString(data.resolve("own/b/lib/own/one.lua"), "return { changed = true }");
    Map<String, String> after = versions(folders);
    assertThat(after.get("a.lua")).isEqualTo(before.get("a.lua"));
    assertThat(after.get("b.lua")).isNotEqualTo(before.get("b.lua"));
    assertThat(folders.looked())
        .contains(own.resolve("lib/net/tcp"), own.resolve("lib/linked"), own.resolve("b/lib/own"));
  }
}
