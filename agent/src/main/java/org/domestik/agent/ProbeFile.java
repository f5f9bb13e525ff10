// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.domestik.model.Names;

/**
 * A probe's script as found in a folder.
 *
 * @param path the file
 * @param libraries folders {@code require} looks in
 * @param version changes whenever the file or one of its libraries does
 */
record ProbeFile(Path path, List<Path> libraries, String version) {
  /** The file's name, which tells scripts apart. */
  String script() {
    return String.valueOf(path.getFileName());
  }

  /** The file's name without its ending: the probe fed where nothing else is said. */
  String name() {
    String script = script();
    return script.substring(0, script.length() - ProbeFolders.ENDING.length());
  }

  /** A probe's name that can be reported whatever the file is called. */
  String reportedName() {
    String clean = name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    String started = clean.isEmpty() || Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
    return started.substring(0, Math.min(started.length(), Names.MAX_LENGTH));
  }
}
