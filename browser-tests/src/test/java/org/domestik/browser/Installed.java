// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The browser on this machine, and the program that drives it.
 *
 * <p>The shell, which is the same engine without windows, takes half of the processor's time.
 */
record Installed(Path browser, Path driver) {

  /** Not Debian's command for it, a script behind which a browser that is ended would live on. */
  private static final Path SHELL = Path.of("/usr/lib/chromium/chromium-headless-shell");

  /** Finds both; empty if either is missing. */
  static Optional<Installed> find() {
    Optional<Path> browser =
        Optional.of(SHELL)
            .filter(Files::isExecutable)
            .or(() -> onPath("chromium", "google-chrome", "chrome"));
    Optional<Path> driver = onPath("chromedriver");
    return browser.isPresent() && driver.isPresent()
        ? Optional.of(new Installed(browser.get(), driver.get()))
        : Optional.empty();
  }

  private static Optional<Path> onPath(String... names) {
    String[] folders =
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator);
    return Stream.of(names)
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
