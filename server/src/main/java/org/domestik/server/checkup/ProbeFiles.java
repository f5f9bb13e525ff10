// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.checkup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.domestik.lua.LuaDescription;
import org.domestik.lua.LuaFile;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.Names;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.config.ServerConfig;
import org.domestik.storage.Probe;

/** The folder {@code probes.d}: descriptions, probes for hosts, and jars. */
final class ProbeFiles implements Checking {
  private static final String LUA = ".lua";

  @Override
  public List<String> problems(ServerConfig config) {
    List<String> problems = new ArrayList<>();
    Path folder = config.probes();
    if (!Files.exists(folder)) {
      return problems;
    }
    Map<String, Path> described = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try {
          check(file, described);
        } catch (BadInput e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    } catch (IOException e) {
      problems.add(folder + ": cannot be read (" + FileFault.of(e) + ")");
    }
    return problems;
  }

  private static void check(Path file, Map<String, Path> described) {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".jar")) {
      checkJar(file);
    } else if (name.endsWith(LUA)) {
      ProbeDescription description = LuaDescription.read(file);
      if (!LuaDescription.hosts(file).isEmpty()) {
        try {
          Names.probe(name.substring(0, name.length() - LUA.length()));
        } catch (BadInput e) {
          throw e.at(file + ": the file's name");
        }
        checkText(file);
      }
      Path other = described.putIfAbsent(description.probe(), file);
      if (other != null) {
        throw new BadInput(
            file + ": describes the probe " + description.probe() + ", as " + other + " does");
      }
    } else if (!name.startsWith(".")) {
      throw new BadInput(file + ": is not read: its name ends neither with .lua nor with .jar");
    }
  }

  private static void checkText(Path file) {
    try {
      LuaFile.readUnicode(file);
    } catch (BadInput e) {
      throw e.at(file.toString());
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static void checkJar(Path file) {
    String services = "META-INF/services/" + Probe.class.getName();
    try (ZipFile jar = new ZipFile(file.toFile())) {
      if (jar.getEntry(services) == null) {
        throw new BadInput(file + ": names no class in " + services);
      }
    } catch (IOException e) {
      throw new BadInput(file + ": is no jar (" + e.getMessage() + ")", e);
    }
  }
}
