// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.nio.file.Path;
import java.util.List;

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
}
