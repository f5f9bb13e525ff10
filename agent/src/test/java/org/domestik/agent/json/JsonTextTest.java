// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is JSON and what is not, as JSONTestSuite has it: y_ is read, n_ is refused. */
class JsonTextTest {
  record Case(String name, String text, @Nullable Object value) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> accepted() {
    return List.of(
        new Case("y_array_empty", "[]", List.of()),
        new Case("y_array_spaces", "[\t\r\n ]", List.of()),
        new Case("y_array_with_several_null", "[1,null,2]", Arrays.asList(1.0, null, 2.0)),
        new Case("y_object_empty", "{}", Map.of()),
        new Case("y_object_empty_name", "{\"\":0}", Map.of("", 0.0)),
        new Case("y_object_long", "{\"a\": {\"a\": [1]}}", Map.of("a", Map.of("a", List.of(1.0)))),
        new Case("y_structure_lonely_string", " \"a\" ", "a"),
        new Case("y_structure_lonely_null", "null", null),
        new Case("y_structure_lonely_true", "true", true),
        new Case("y_structure_lonely_false", "false", false),
        new Case("y_structure_trailing_newline", "[\"a\"]\n", List.of("a")),
        new Case("y_number_zero", "0", 0.0),
        new Case("y_number_minus_zero", "-0", -0.0),
        new Case("y_number_negative", "-123", -123.0),
        new Case("y_number_fraction", "0.5", 0.5),
        new Case("y_number_exponent", "1e3", 1000.0),
        new Case("y_number_capital_exponent", "1E+2", 100.0),
        new Case("y_number_negative_exponent", "0e-1", 0.0),
        new Case("y_number_tiny", "1e-400", 0.0),
        new Case("y_string_escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"),
        new Case("y_string_unicode", "\"\\u00e9\\u00E9é\"", "ééé"),
        new Case("y_string_null_escape", "\"\\u0000\"", "\0"),
        new Case("y_string_delete", "\"\u007f\"", "\u007f"),
        new Case("y_string_escaped_pair", "\"\\ud83d\\ude00\"", "\ud83d\ude00"),
        new Case("y_string_pair", "\"\ud83d\ude00\"", "\ud83d\ude00"),
        new Case("y_string_line_separators", "\"\u2028\u2029\"", "\u2028\u2029"));
  }

  @ParameterizedTest
  @MethodSource
  void accepted(Case it) {
    assertThat(JsonText.read(it.text())).isEqualTo(it.value());
  }

  static List<Case> refused() {
    return List.of(
        new Case("n_structure_no_data", "", "expected a value at character 1"),
        new Case("n_structure_blank", " \n", "expected a value at character 3"),
        new Case("n_structure_byte_order_mark", "\ufeff[]", "expected a value at character 1"),
        new Case("n_structure_trailing_text", "[1] x", "expected the end at character 5"),
        new Case("n_structure_two_values", "{}[]", "expected the end at character 3"),
        new Case("n_structure_trailing_bracket", "[]]", "expected the end at character 3"),
        new Case("n_structure_form_feed", "[\f]", "expected a value at character 2"),
        new Case("n_structure_no_break_space", "[\u00a0]", "expected a value at character 2"),
        new Case("n_structure_comment", "[/**/]", "expected a value at character 2"),
        new Case("n_structure_null_byte", "[]\0", "expected the end at character 3"),
        new Case("n_structure_capital_word", "True", "expected a value at character 1"),
        new Case("n_structure_cut_word", "tru", "expected true at character 1"),
        new Case("n_structure_longer_word", "nulls", "expected the end at character 5"),
        new Case("n_array_trailing_comma", "[1,]", "expected a value at character 4"),
        new Case("n_array_leading_comma", "[,1]", "expected a value at character 2"),
        new Case("n_array_double_comma", "[1,,2]", "expected a value at character 4"),
        new Case("n_array_only_comma", "[,]", "expected a value at character 2"),
        new Case("n_array_no_comma", "[1 2]", "expected ']' at character 4"),
        new Case("n_array_unclosed", "[1", "expected ']' at character 3"),
        new Case("n_array_unclosed_comma", "[1,", "expected a value at character 4"),
        new Case("n_array_closed_as_object", "[1}", "expected ']' at character 3"),
        new Case("n_object_trailing_comma", "{\"a\":1,}", "expected '\"' at character 8"),
        new Case("n_object_only_comma", "{,}", "expected '\"' at character 2"),
        new Case("n_object_double_comma", "{\"a\":1,,\"b\":2}", "expected '\"' at character 8"),
        new Case("n_object_no_colon", "{\"a\" 1}", "expected ':' at character 6"),
        new Case("n_object_no_value", "{\"a\":}", "expected a value at character 6"),
        new Case("n_object_unquoted_name", "{a:1}", "expected '\"' at character 2"),
        new Case("n_object_number_name", "{1:1}", "expected '\"' at character 2"),
        new Case("n_object_unclosed", "{\"a\":1", "expected '}' at character 7"),
        new Case(
            "n_object_duplicate_name",
            "{\"a\":1, \"a\":1}",
            "the name \"a\" comes twice at character 9"),
        new Case(
            "n_object_duplicate_name_escaped",
            "{\"a\":1,\"\\u0061\":1}",
            "the name \"a\" comes twice at character 8"),
        new Case("n_number_leading_zero", "[01]", "expected ']' at character 3"),
        new Case("n_number_minus_leading_zero", "-01", "expected the end at character 3"),
        new Case("n_number_plus", "+1", "expected a value at character 1"),
        new Case("n_number_minus_alone", "-", "expected a digit at character 2"),
        new Case("n_number_point_first", ".5", "expected a value at character 1"),
        new Case("n_number_point_last", "[1.]", "expected a digit at character 4"),
        new Case("n_number_no_exponent", "1e", "expected a digit at character 3"),
        new Case("n_number_signed_no_exponent", "1e+", "expected a digit at character 4"),
        new Case("n_number_hexadecimal", "0x1", "expected the end at character 2"),
        new Case("n_number_java", "1d", "expected the end at character 2"),
        new Case("n_number_nan", "NaN", "expected a value at character 1"),
        new Case("n_number_infinity", "-Infinity", "expected a digit at character 2"),
        new Case("n_number_too_great", "[1e400]", "a number that is too great at character 2"),
        new Case("n_number_other_digits", "\u0661", "expected a value at character 1"),
        new Case("n_string_unclosed", "\"a", "expected '\"' at character 3"),
        new Case("n_string_single_quotes", "'a'", "expected a value at character 1"),
        new Case("n_string_newline", "\"a\nb\"", "expected '\"' at character 3"),
        new Case("n_string_tab", "\"\t\"", "expected '\"' at character 2"),
        new Case("n_string_null_byte", "\"\0\"", "expected '\"' at character 2"),
        new Case("n_string_escape_q", "\"\\q\"", "expected one of \"\\/bfnrtu at character 3"),
        new Case("n_string_escape_x", "\"\\x41\"", "expected one of \"\\/bfnrtu at character 3"),
        new Case(
            "n_string_escape_capital", "\"\\U0041\"", "expected one of \"\\/bfnrtu at character 3"),
        new Case(
            "n_string_escape_newline", "\"\\\n\"", "expected one of \"\\/bfnrtu at character 3"),
        new Case("n_string_escape_end", "\"\\", "expected one of \"\\/bfnrtu at character 3"),
        new Case(
            "n_string_unicode_short",
            "\"\\u12\"",
            "expected four hexadecimal digits at character 4"),
        new Case(
            "n_string_unicode_sign",
            "\"\\u+041\"",
            "expected four hexadecimal digits at character 4"),
        new Case(
            "n_string_unicode_end", "\"\\u", "expected four hexadecimal digits at character 4"),
        new Case("n_string_lone_high", "\"a\\ud800\"", "half a surrogate pair at character 3"),
        new Case(
            "n_string_lone_high_text", "\"\\ud800abc\"", "half a surrogate pair at character 2"),
        new Case("n_string_two_high", "\"\\ud800\\ud800\"", "half a surrogate pair at character 2"),
        new Case("n_string_lone_low", "\"\\udc00\"", "half a surrogate pair at character 2"),
        new Case("n_string_lone_raw", "\"\ud800\"", "half a surrogate pair at character 2"),
        new Case("n_string_high_cut", "\"\ud800", "half a surrogate pair at character 2"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Case it) {
    assertThatThrownBy(() -> JsonText.read(it.text()))
        .isInstanceOf(BadInput.class)
        .hasMessage(String.valueOf(it.value()));
  }

  @Test
  void nestingIsBounded() {
    assertThat(JsonText.read("[".repeat(100) + "]".repeat(100))).isInstanceOf(List.class);
    assertThat(JsonText.read("[" + "[],".repeat(200) + "[]]")).isInstanceOf(List.class);
    for (String opening : List.of("[", "{\"a\":")) {
      assertThatThrownBy(() -> JsonText.read(opening.repeat(200_000)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("expected at most 100 levels at character");
    }
  }

  @Test
  void brokenEscapeNamesItsPlace() {
    for (String broken : List.of("\"\\u12", "\"\\u12x4\"", "\"\\u")) {
      assertThatThrownBy(() -> JsonText.read(broken))
          .isInstanceOf(BadInput.class)
          .hasMessage("expected four hexadecimal digits at character 4");
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    Map<String, Object> tree =
        Map.of("é\n\"\\", List.of(1.0, 0.1, -1e300, true, "\u0001\ud83d\ude00"), "m", Map.of());
    assertThat(JsonText.read(Json.write(tree))).isEqualTo(tree);
  }

  @Test
  void noTextIsReadOutsideOfItsEnd() {
    String whole = "{\"a\":[1.5e3,\"\\ud83d\\ude00\\n\",true,false,null,{}],\"b\":-0}";
    for (int end = 0; end < whole.length(); end++) {
      String cut = whole.substring(0, end);
      assertThatThrownBy(() -> JsonText.read(cut)).as(cut).isInstanceOf(BadInput.class);
    }
  }
}
