// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows is read as it stands there. */
class NotificationsDocTest {
  private static final Path PAGE =
      Path.of(System.getProperty("domestik.root"), "docs", "alerts.md");
  private static final Pattern BLOCK =
      Pattern.compile("```lua\\n((?:(?!```).)*?notify = .*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  static Stream<String> blocks() throws Exception {
    return BLOCK.matcher(Files.readString(PAGE)).results().map((MatchResult it) -> it.group(1));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void isRead(String block) throws Exception {
    secret("smtp.password", "hush");
    secret("mqtt.password", "hush");
    secret("ntfy.token", "hush");
    secret("slack.url", "https://hooks.example/hush");

    assertThat(Messages.targets(folder, block)).isNotEmpty();
  }

  private void secret(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
