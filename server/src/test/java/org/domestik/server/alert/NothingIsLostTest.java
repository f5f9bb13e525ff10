// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.Map;
import org.domestik.server.alert.rules.Rules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is told, and once, whatever happened to names, files and descriptions before. */
@Tag("slow")
class NothingIsLostTest {
  private static final String FULL =
      "{ name = \"full\", probe = \"disk\", value = \"full\", above = 90 }";
  private static final String RULE = "alerts = { " + FULL + " }";
  private static final String TOLD =
      "FIRING warning: full on h disk /: full is 95; the rule is above 90";

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(folder);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aHostIsToldOfThoughAnotherHadItsNameAndItsAlerts() {
    scene.rules("alerts = { " + FULL + ", { name = \"silent\", off = true } }");
    scene.sample("other", 1);
    scene.minutes(2, "h", 95).minutes(2, "h", 50).minutes(2, "h", 95).minutes(2, "h", 50);
    scene.storage.delete("h");
    scene.minutes(2, "new", 95).minutes(2, "new", 50);
    assertThat(scene.told()).hasSize(6);
    scene.storage.renameHost("new", "h");
    scene.minutes(2, "h", 50).minutes(2, "h", 95);
    assertThat(scene.told()).hasSize(7).last().isEqualTo(TOLD);
  }

  @Test
  void noLengthOfTimeThatADescriptionSaysEndsTheLooks() {
    Map<String, Object> alert = Map.of("above", 1, "per", "999999999 years");
    scene.described(
        Map.of("key", "mount", "values", Map.of("full", Map.of()), "alert", Map.of("full", alert)));
    scene.rules(RULE).minutes(2, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void aServerThatDoesNotLookReadsItsFileToo() {
    scene.rules(RULE).minutes(2, "h", 50);
    Rules rules = new Rules(folder.resolve("alerts.lua"), ZoneOffset.UTC);
    Watch other = Watch.of(scene.storage, scene, rules, () -> "http://localhost", _ -> null);
    other.look();
    scene.file("alerts = { { nam = 1 } }");
    other.look();
    assertThat(other.leads()).isFalse();
    assertThat(rules.problems()).isNotEmpty();
  }

  @Test
  void aFileThatIsNamedMayBeWrittenLater() throws Exception {
    scene.file(
        RULE + " notify = { p = { ntfy = \"https://localhost/x\", token_file = \"token\" } }");
    scene.look();
    assertThat(scene.watch.rules().problems().get("alerts")).contains("there is no such file");
    Path token = Files.writeString(folder.resolve("token"), "tk_1");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    scene.look();
    assertThat(scene.watch.rules().problems()).isEmpty();
    assertThat(scene.watch.rules().file().targets()).hasSize(1);
  }

  @Test
  void aFileThatIsFaultyAtTheStartForgetsNothingThatWasTold() {
    scene.rules(RULE).minutes(2, "h", 95);
    scene.file("alerts = { { nam = 1 } }").restart().minutes(2, "h", 95);
    assertThat(scene.watch.rules().problems()).isNotEmpty();
    scene.rules(RULE).minutes(2, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
    scene.minutes(1, "h", 50);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
  }
}
