// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());

  /** What names are made of that could be taken for one another. */
  private static final List<String> PIECES =
      List.of(
          "\\",
          "\\",
          "n",
          "t",
          "x",
          "1b",
          "e9",
          "7f",
          "u",
          "0085",
          "d83d",
          "dce9",
          "(empty)",
          "a",
          " ",
          "\n",
          "\t",
          "\r",
          "\u001b",
          "\u007f",
          "\u0085",
          "é",
          "\ud83d\ude00",
          "\ud83d",
          "\udce9",
          "\udcff",
          "2d",
          "\u0000",
          "");

  private final Random random = new Random(SEED);

  private static String ofBytes(String latin1) {
    return KeyText.of(ByteText.of(latin1.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "\u001b[31m|\\x1b[31m",
        "\u0001|\\x01",
        "\u007f|\\x7f",
        "caf\u00e9|caf\\xe9",
        "a\u00ff|a\\xff",
        "a\u00fe|a\\xfe"
      })
  void whatNoScreenCouldShowIsEscaped(String bytes, String key) {
    assertThat(ofBytes(bytes)).isEqualTo(key);
  }

  @Test
  void endsOfLinesHaveTheirUsualEscapes() {
    assertThat(KeyText.of("two\nlines")).isEqualTo("two\\nlines");
    assertThat(KeyText.of("a\tb\rc")).isEqualTo("a\\tb\\rc");
  }

  @Test
  void nothingIsAStatedWord() {
    assertThat(KeyText.of("")).isEqualTo("(empty)");
    assertThat(KeyText.of("(empty)")).isEqualTo("\\(empty)");
    assertThat(KeyText.of("\\(empty)")).isEqualTo("\\\\(empty)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mnt/été",
        "日本",
        "😀",
        "C:\\Users",
        "dev-disk\\x2duuid.service",
        "a\\b",
        "\\",
        "sda 1",
        "a(empty)"
      })
  void whatAScreenCanShowStays(String name) {
    assertThat(KeyText.of(name)).isEqualTo(name);
  }

  @Test
  void whatReadsLikeAnEscapeIsToldFromIt() {
    assertThat(KeyText.of("two\\nlines")).isEqualTo("two\\\\nlines");
    assertThat(KeyText.of("\\\n")).isEqualTo("\\\\\\n");
    assertThat(KeyText.of("caf\\xe9")).isEqualTo("caf\\\\xe9");
  }

  @Test
  void noTwoNamesBecomeOneKeyAndEachCanBeStored() {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int piece = random.nextInt(7); piece > 0; piece--) {
        name.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String key = KeyText.of(name.toString());
      assertThat(Storable.fault(key)).as("seed %d: %s", SEED, key).isNull();
      String other = names.put(key, name.toString());
      assertThat(other == null || other.contentEquals(name)).as("seed %d: %s", SEED, key).isTrue();
    }
  }

  @Test
  void tooLongOnesKeepTheirStartAndDiffer() {
    String start = "SELECT\n".repeat(300);
    String one = KeyText.shortened(start + "1");
    assertThat(KeyText.of(one)).startsWith("SELECT\\nSELECT").hasSizeBetween(980, 1000);
    assertThat(KeyText.shortened(start + "2")).isNotEqualTo(one);
    assertThat(KeyText.shortened("x".repeat(1000))).isEqualTo("x".repeat(1000));
    for (String part : List.of("😀", "\u0000", "é", "\\n", "\udcff", "\\")) {
      String shortened = KeyText.shortened(part.repeat(2000));
      assertThat(Storable.fault(KeyText.of(shortened))).as(part).isNull();
      assertThat(KeyText.of(shortened).length()).isGreaterThan(900);
    }
  }

  @Test
  void bytesComeBackAsTheyWere() {
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(8)];
      random.nextBytes(bytes);
      String text = ByteText.of(bytes);
      assertThat(ByteText.bytes(text)).as("seed %d: %s", SEED, text).isEqualTo(bytes);
      assertThat(ByteText.isUnicode(text))
          .as("seed %d", SEED)
          .isEqualTo(new String(new String(bytes, UTF_8).getBytes(UTF_8), UTF_8).equals(text));
    }
    assertThat(ByteText.of("a\ufffdé😀\0".getBytes(UTF_8))).isEqualTo("a\ufffdé😀\0");
    assertThat(ByteText.readable(ByteText.of("é\u00e9 is".getBytes(ISO_8859_1))))
        .isEqualTo("\\xe9\\xe9 is");
  }
}
