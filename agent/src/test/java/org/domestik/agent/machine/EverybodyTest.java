// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.lua.PermissionDenied;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What modes keep from others is kept from probes, whoever the agent runs as. */
class EverybodyTest {
  @TempDir Path root;
  private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    chmod(root, 0755);
    folder = Files.createDirectory(root.resolve("folder"));
    chmod(folder, 0755);
    file = Files.writeString(folder.resolve("file"), "1\n");
    chmod(file, 0644);
  }

  private static void chmod(Path path, int mode) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all =
        PosixFilePermission.values(); // From the owner's r to the others' x.
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & 0400 >> bit) != 0) {
        permissions.add(all[bit]);
      }
    }
    Files.setPosixFilePermissions(path, permissions);
  }

  private Machine machine(Path... named) {
    List<String> read = List.of(named).stream().map(Path::toString).toList();
    return new LiveMachine(
        new AllowList(List.of(root), read, List.of()),
        new Commands(Map.of()),
        InstantSource.system());
  }

  private static boolean isOpened(Machine machine, Path path) {
    try {
      return machine.open(path.toString()) != null;
    } catch (PermissionDenied e) {
      return false;
    }
  }

  private static boolean isListed(Machine machine, Path path) {
    try {
      return machine.list(path.toString()) != null;
    } catch (PermissionDenied e) {
      return false;
    }
  }

  @Test
  void aFileOfEachModeIsReadWhereOthersMayReadIt() throws IOException {
    Path link = Files.createSymbolicLink(root.resolve("link"), file);
    for (int mode = 0; mode <= 0777; mode++) {
      chmod(file, mode);
      boolean read = (mode & 0004) != 0;
      assertThat(isOpened(machine(), file)).as("%o", mode).isEqualTo(read);
      assertThat(isOpened(machine(), link)).as("%o by a link", mode).isEqualTo(read);
      assertThat(isOpened(machine(file), file)).as("%o, named", mode).isTrue();
      assertThat(isOpened(machine(folder), file)).as("%o, its folder named", mode).isTrue();
      assertThat(isOpened(machine(link), link)).as("%o, its link named", mode).isTrue();
    }
  }

  @Test
  void aFolderOnTheWayIsSearchedWhereOthersMaySearchIt() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path deep = Files.writeString(inner.resolve("deep"), "1\n");
    Path into = Files.createSymbolicLink(root.resolve("into"), inner);
    Path back = Files.createSymbolicLink(inner.resolve("back"), root.resolve("open"));
    Path open = Files.writeString(root.resolve("open"), "1\n");
    chmod(inner, 0755);
    chmod(deep, 0644);
    chmod(open, 0644);
    for (int others = 0; others <= 07; others++) {
      chmod(folder, 0770 | others);
      boolean searched = (others & 01) != 0;
      for (Path path : List.of(deep, into.resolve("deep"), back, file)) {
        assertThat(isOpened(machine(), path)).as("%o: %s", others, path).isEqualTo(searched);
      }
      assertThat(isListed(machine(), folder)).as("%o", others).isEqualTo((others & 05) == 05);
      assertThat(isListed(machine(), inner)).as("%o", others).isEqualTo(searched);
      assertThat(isListed(machine(folder), folder)).as("%o, named", others).isTrue();
      assertThat(isOpened(machine(folder), deep)).as("%o, named", others).isTrue();
      assertThat(isOpened(machine(deep), deep)).as("%o, the file named", others).isTrue();
      assertThat(isListed(machine(inner), inner)).as("%o, within named", others).isTrue();
      if (!searched) {
        for (boolean follow : new boolean[] {true, false}) {
          assertThatThrownBy(() -> machine().stat(deep.toString(), follow))
              .isInstanceOf(PermissionDenied.class)
              .hasMessageContaining("the mode of " + folder);
          assertThat(machine().stat(root.resolve("link").toString(), follow)).isNull();
        }
      }
    }
    chmod(folder, 0755);
  }

  @Test
  void variablesAreSeenByAList() {
    Machine usual = machine();
    AllowList all = new AllowList(List.of(), List.of("*"));
    Machine every = new LiveMachine(all, new Commands(Map.of()), InstantSource.system());
    System.getenv()
        .forEach(
            (name, value) -> {
              boolean known =
                  name.matches("PATH|HOME|USER|LOGNAME|SHELL|HOSTNAME|TZ|LANG|LANGUAGE|LC_.*");
              assertThat(usual.variable(name)).as(name).isEqualTo(known ? value : null);
              assertThat(every.variable(name)).as(name).isEqualTo(value);
            });
    assertThat(usual.variable("PATH")).isNotNull();
  }
}
