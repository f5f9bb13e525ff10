// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  private static final Options OPTIONS = Options.of("data", "port").flags("json").repeated("name");

  @Test
  void aValueStandsBehindABlankOrAnEqualsSign() {
    Arguments arguments =
        OPTIONS.read(
            List.of("a", "--data", "x=y", "--port=1", "--json", "--name=1", "--name", "2"));
    assertThat(arguments.option("data")).isEqualTo("x=y");
    assertThat(arguments.option("port")).isEqualTo("1");
    assertThat(arguments.flag("json")).isTrue();
    assertThat(arguments.all("name")).containsExactly("1", "2");
    assertThat(arguments.words("a word")).containsExactly("a");
    assertThat(OPTIONS.read(List.of()).option("data")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--data a --data=b | --data comes twice",
        "--json --json     | --json comes twice",
        "--json=yes        | --json takes no value",
        "--data            | --data needs a value",
        "--data=           | --data needs a value, and has an empty one",
        "--prot 1          | unknown option --prot; nearest is \"--port\"",
        "--=               | unknown option --"
      })
  void aFaultIsNamed(String line, String message) {
    assertThatThrownBy(() -> OPTIONS.read(List.of(line.split(" "))))
        .isInstanceOf(BadInput.class)
        .hasMessage(message);
  }

  @Test
  void asManyWordsAsAreNamedMustCome() {
    Arguments two = OPTIONS.read(List.of("a", "b"));
    assertThatThrownBy(() -> two.words("one")).hasMessage("unexpected: b");
    assertThatThrownBy(() -> two.words("1", "2", "a third")).hasMessage("missing: a third");
  }
}
