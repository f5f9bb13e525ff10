// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.storage.alert.Alert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is over ends, though nothing will ever come that says so. */
@Tag("slow")
class NothingStaysTest {
  private static final String SILENT = "{ name = \"silent\", off = true }";
  private static final String FULL =
      "{ name = \"full\", probe = \"disk\", value = \"full\", above = 90 }";

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
  void aScriptThatIsTakenAwayFailsNoMore() {
    scene.rules("alerts = { { name = \"fails\", probe = \"*\", failing = true } }");
    scene.minutes(1, "h", 1).run("h", Run.Outcome.FAILED, "disk.lua:3: boom").look();
    assertThat(scene.told()).hasSize(1);
    scene.restart().minutes(1, "h", 1);
    assertThat(scene.told()).hasSize(1);
    scene.storage.accept(new Batch("h", null, List.of(), Map.of(), List.of(), List.of()));
    scene.minutes(1, "h", 1);
    isOver("the script is gone");
  }

  @Test
  void whatARetiredHostLeakedIsNotFoundAgainAndAgain() {
    scene.rules("alerts = { { name = \"l\", probe = \"disk\", leak = \"full\" }, " + SILENT + " }");
    for (int hour = 0; hour < 24 * 28; hour++) {
      scene.later(60).sample("h", 1_000 + 10 * hour + hour * 7 % 13);
    }
    scene.storage.retire("h", scene.instant());
    for (int hour = 0; hour < 3; hour++) {
      scene.later(61).look();
    }
    assertThat(scene.alerts()).isEmpty();
  }

  private void flaps() {
    scene.rules("alerts = { " + FULL + ", " + SILENT + " }").sample("other", 1);
    for (int i = 0; i < 6; i++) {
      scene.minutes(1, "h", 95).minutes(1, "h", 50);
    }
    assertThat(scene.told()).last().asString().startsWith("FLAPPING");
  }

  private void isOver(String why) {
    assertThat(scene.told()).last().asString().startsWith("RESOLVED").contains(why);
    assertThat(scene.storage.alerts().told()).isEmpty();
    assertThat(scene.storage.alerts().newest()).extracting(Alert::flapping).doesNotContain(true);
    int told = scene.told().size();
    scene.later(1).look();
    assertThat(scene.told()).hasSize(told);
  }

  @Test
  void whatFlappedIsOverWithItsHost() {
    flaps();
    scene.storage.delete("h");
    scene.later(1).look();
    isOver("the host is gone");
  }

  @Test
  void whatFlapsAndFiresIsOverWithItsRule() {
    flaps();
    scene.minutes(1, "h", 95).rules("alerts = { " + SILENT + " }").look();
    isOver("the rule is gone");
  }
}
