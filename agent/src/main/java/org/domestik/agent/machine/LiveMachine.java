// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** The machine the agent runs on. */
public final class LiveMachine implements Machine {
  private static final long BOOT_NANOS = 1_000_000_000;

  /** Of a folder; a million names would not fit into the agent's heap. */
  private static final int ENTRIES = 50_000;

  private final AllowList allowed;
  private final Everybody everybody;
  private final Commands commands;
  private final InstantSource clock;
  private volatile @Nullable Boot boot;

  /** Shows this machine within what is allowed. */
  public LiveMachine(AllowList allowed, Commands commands, InstantSource clock) {
    this.allowed = allowed;
    this.everybody = new Everybody(allowed);
    this.commands = commands;
    this.clock = clock;
  }

  @Override
  public @Nullable String open(String path) {
    Path asked = allowed.check(path);
    Path real = real(path);
    int mode = mode(real);
    if (real == null || mode < 0 || Everybody.isFolder(mode)) {
      return null;
    }
    // A pipe or device could block the reader for ever.
    if (!Everybody.isRegular(mode)) {
      throw new BadInput(path + " is no regular file");
    }
    everybody.checkReadable(asked, real, mode);
    return PathText.text(real);
  }

  /** Negative where there is nothing. */
  private static int mode(@Nullable Path real) {
    try {
      return real == null ? -1 : Everybody.mode(real);
    } catch (IOException e) {
      return -1;
    }
  }

  private @Nullable Path real(String path) {
    Path asked = allowed.check(path);
    try {
      Path real = asked.toRealPath();
      allowed.checkTarget(asked, real);
      everybody.checkWay(asked, real);
      return real;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public @Nullable List<String> list(String path) {
    Path asked = allowed.check(path);
    Path real = real(path);
    int mode = mode(real);
    if (real == null || mode < 0 || !Everybody.isFolder(mode)) {
      return null;
    }
    everybody.checkReadable(asked, real, mode);
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
      for (Path entry : entries) {
        if (names.size() == ENTRIES) {
          throw new BadInput(path + " has more than " + ENTRIES + " entries");
        }
        names.add(PathText.name(entry));
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | DirectoryIteratorException e) {
      throw new BadInput(path + " cannot be listed: " + e.getMessage(), e);
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public @Nullable Map<String, Object> stat(String path, boolean follow) {
    Path file = follow ? real(path) : link(path);
    try {
      return file == null ? null : FileStatus.read(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null;
    }
  }

  /** Where a link itself lies, which has to be allowed as well. */
  private @Nullable Path link(String path) {
    Path asked = allowed.check(path);
    Path folder = asked.getParent();
    if (folder == null) {
      return asked;
    }
    try {
      Path real = folder.toRealPath().resolve(asked.getFileName());
      allowed.checkTarget(asked, real);
      everybody.checkWay(asked, real);
      return real;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public @Nullable Map<String, Object> statvfs(String path) {
    return FileSystemStatus.read(path);
  }

  @Override
  public Output command(String line) {
    return commands.run(line);
  }

  @Override
  public Object fact(String name) {
    return switch (name) {
      case "pid" -> ProcessHandle.current().pid();
      case "ppid" -> ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
      case "hostname" -> hostname();
      case "cpus" -> (long) Runtime.getRuntime().availableProcessors();
      case "machine" -> System.getProperty("os.arch").replace("amd64", "x86_64");
      default -> throw new BadInput("no fact \"" + name + "\"");
    };
  }

  /** The kernel's name for this machine; asking the resolver could wait for a network. */
  public static String hostname() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return InetAddress.getLoopbackAddress().getHostName();
    }
  }

  @Override
  public @Nullable String variable(String name) {
    return allowed.isVariable(name) ? System.getenv(name) : null;
  }

  @Override
  public double now() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  @Override
  public double steady() {
    return System.nanoTime() / 1e9;
  }

  @Override
  public String boot() {
    Boot known = boot;
    if (known == null || System.nanoTime() - known.read() > BOOT_NANOS) {
      known = new Boot(bootId(), System.nanoTime());
      boot = known;
    }
    return known.id();
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Read again now and then only: a probe may ask a hundred times in a run. */
  private record Boot(String id, long read) {}
}
