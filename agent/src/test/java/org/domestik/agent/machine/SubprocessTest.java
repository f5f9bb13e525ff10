// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubprocessTest {
  private static Subprocess.Output run(String script, long millis, int bytes) {
    return new Subprocess(
            List.of("/bin/sh", "-c", script), Map.of("A", "1"), Duration.ofMillis(millis), bytes)
        .run();
  }

  @Test
  void givesOutputComplaintAndExitCode() {
    assertThat(run("echo out $A $HOME; echo err >&2; exit 3", 5_000, 100))
        .isEqualTo(new Subprocess.Output(3, "out 1\n", "err\n"));
  }

  @Test
  void wordsAndVariablesArriveAsTheBytesTheyAre() {
    String odd = "é \udce9\udcff\n\\0101 $HOME `x` 'y' \"z\" 😀\n";
    Subprocess.Output output =
        new Subprocess(
                List.of("/bin/sh", "-c", "printf %s \"$1$A|$B\"", "sh", odd),
                Map.of("A", odd, "B", "plain"),
                Duration.ofSeconds(5),
                1000)
            .run();
    assertThat(output).isEqualTo(new Subprocess.Output(0, odd + odd + "|plain", ""));
  }

  @Test
  void oneThatHangsIsEndedWithItsChildren() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> run("sleep 60 & sleep 60", 200, 100))
        .hasMessageContaining("took longer than 200 ms");
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }

  @Test
  void oneThatPrintsWithoutEndIsEnded() {
    assertThatThrownBy(() -> run("while :; do echo xxxxxxxxxxxxxxxx; done", 20_000, 10_000))
        .hasMessageContaining("printed more than 10000 bytes");
    assertThatThrownBy(() -> run("while :; do echo xxxxxxxxxxxxxxxx; done >&2", 20_000, 10_000))
        .hasMessageContaining("printed more than 10000 bytes");
  }

  @Test
  void whatStaysInTheBackgroundHoldsUpNothing() {
    long start = System.nanoTime();
    assertThat(run("echo v; (sleep 5) &", 60_000, 100).text()).isEqualTo("v\n");
    assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
  }

  @Test
  void itsArgumentsAreInNoMessage() {
    for (String program : List.of("/bin/sh", "/nowhere/sh")) {
      List<String> command = List.of(program, "-c", "sleep 60", "--password=s3cret");
      assertThatThrownBy(() -> new Subprocess(command, Map.of(), Duration.ofMillis(50), 10).run())
          .hasMessageContaining(program)
          .message()
          .doesNotContain("s3cret");
    }
    assertThatThrownBy(() -> run("yes s3cret", 20_000, 10)).message().doesNotContain("s3cret");
  }

  @Test
  void oneThatIsNotThereIsSaidSo() {
    assertThatThrownBy(
            () -> new Subprocess(List.of("/nowhere/x"), Map.of(), Duration.ofSeconds(1), 10).run())
        .hasMessageContaining("/nowhere/x");
  }
}
