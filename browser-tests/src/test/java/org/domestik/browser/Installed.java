// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser on this machine, and the program that drives it. */
record Installed(Path browser, Path driver) {

  /** Finds both on the PATH; empty if either is missing. */
  static Optional<Installed> find() {
    Optional<Path> browser = onPath("chromium", "google-chrome", "chrome");
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
