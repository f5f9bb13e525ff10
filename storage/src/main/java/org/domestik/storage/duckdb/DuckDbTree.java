// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.storage.sql.AllowedFunctions;
import org.domestik.storage.sql.Identifiers;
import org.jspecify.annotations.Nullable;

/**
 * What DuckDB's own parser made of a stranger's text, which is refused unless all of it is known to
 * be harmless: one SELECT over the probes' views, of functions that only reckon.
 */
final class DuckDbTree {
  /** A tree is as deep as an expression may be for DuckDB, with a few levels for each. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(10_000).build())
          .build();

  /**
   * How many tables may be looked at, those within a name counted each time it is used: DuckDB
   * plans without listening to a cancel, and 300 take seconds.
   */
  private static final int MAX_TABLES = 32;

  /** Each may double a text; with texts of 4 kB in 2,048 rows at a time five make 260 MB. */
  private static final int MAX_CONCATENATIONS = 5;

  private static final int MAX_LITERAL = 1_000;

  private static final Set<String> PARTS =
      Set.of(
          "SELECT_NODE",
          "SET_OPERATION_NODE",
          "CTE_NODE",
          "BASE_TABLE",
          "SUBQUERY",
          "JOIN",
          "TABLE_FUNCTION",
          "EMPTY",
          "EXPRESSION_LIST",
          "ORDER_MODIFIER",
          "LIMIT_MODIFIER",
          "LIMIT_PERCENT_MODIFIER",
          "DISTINCT_MODIFIER",
          "ORDER_DEFAULT",
          "ASCENDING",
          "DESCENDING");

  private static final Set<String> EXPRESSIONS =
      Set.of(
          "BETWEEN",
          "CASE",
          "CAST",
          "COLLATE",
          "COLUMN_REF",
          "COMPARISON",
          "CONJUNCTION",
          "CONSTANT",
          "FUNCTION",
          "OPERATOR",
          "POSITIONAL_REFERENCE",
          "STAR",
          "SUBQUERY",
          "TYPE",
          "WINDOW");

  private static final Set<String> OPERATORS =
      Set.of(
          "OPERATOR_NOT",
          "OPERATOR_IS_NULL",
          "OPERATOR_IS_NOT_NULL",
          "OPERATOR_COALESCE",
          "OPERATOR_NULLIF",
          "OPERATOR_TRY",
          "COMPARE_IN",
          "COMPARE_NOT_IN",
          "GROUPING_FUNCTION");

  private int concatenations;

  private DuckDbTree() {}

  /** Looks at what {@code json_serialize_sql} said of a text. */
  static void check(String json) {
    Map<?, ?> tree = map(read(json));
    if (Boolean.TRUE.equals(tree.get("error"))) {
      boolean parsed = "not implemented".equals(tree.get("error_type"));
      throw new BadInput(
          parsed
              ? "write one SELECT: nothing else is answered"
              : "this is no SELECT: " + tree.get("error_message"));
    }
    List<?> statements = (List<?>) tree.get("statements");
    if (statements == null || statements.size() != 1) {
      throw new BadInput("write one SELECT, without a semicolon");
    }
    new DuckDbTree().look(statements.getFirst(), Map.of());
  }

  /**
   * Looks at a part and all that is in it.
   *
   * @param names what WITH gave a name to, by how many tables each stands for
   * @return how many tables are looked at there
   */
  private int look(@Nullable Object part, Map<String, Integer> names) {
    return switch (part) {
      case Map<?, ?> map -> lookAt(map, names);
      case List<?> list -> list.stream().mapToInt(each -> look(each, names)).sum();
      case null, default -> 0;
    };
  }

  private int lookAt(Map<?, ?> map, Map<String, Integer> outer) {
    Map<String, Integer> names = named(map, outer);
    int tables = checked(map, names);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      boolean isSeen =
          entry.getKey().equals("cte_map")
              || entry.getKey().equals("function") && "TABLE_FUNCTION".equals(map.get("type"));
      if (!isSeen) {
        tables += look(entry.getValue(), names);
      }
    }
    if (tables > MAX_TABLES) {
      throw new BadInput("the statement looks at more than " + MAX_TABLES + " tables");
    }
    return tables;
  }

  /** A name is known to what comes after it, and not to itself: that would be a real table. */
  private Map<String, Integer> named(Map<?, ?> map, Map<String, Integer> outer) {
    if (!(map.get("cte_map") instanceof Map<?, ?> with)
        || !(with.get("map") instanceof List<?> all)
        || all.isEmpty()) {
      return outer;
    }
    Map<String, Integer> names = new HashMap<>(outer);
    for (Object each : all) {
      Map<?, ?> entry = map(each);
      int tables = look(entry.get("value"), names);
      names.put(folded(entry.get("key")), Math.max(1, tables));
    }
    return names;
  }

  private int checked(Map<?, ?> map, Map<String, Integer> names) {
    if (map.get("class") instanceof String kind) {
      checkExpression(kind, map);
      return 0;
    }
    if (!(map.get("type") instanceof String type)) {
      return 0;
    }
    if (!PARTS.contains(type)) {
      throw new BadInput("a statement with " + words(type) + " is not answered");
    }
    return switch (type) {
      case "BASE_TABLE" -> tables(map, names);
      case "TABLE_FUNCTION" -> {
        Map<?, ?> function = map(map.get("function"));
        AllowedFunctions.checkOfRows(name(function));
        yield 1 + look(new ArrayList<>(function.values()), names);
      }
      default -> 0;
    };
  }

  private static int tables(Map<?, ?> table, Map<String, Integer> names) {
    String name = folded(table.get("table_name"));
    String schema = folded(table.get("schema_name"));
    if (schema.isEmpty() && names.containsKey(name)) {
      return names.get(name);
    }
    boolean isView =
        schema.equals(Identifiers.SCHEMA)
            && folded(table.get("catalog_name")).isEmpty()
            && Identifiers.isForReaders(name);
    if (!isView) {
      throw new BadInput(
          "there is no view "
              + (schema.isEmpty() ? "" : schema + ".")
              + name
              + "; the views are called domestik.probe_<name> and domestik.probe_<name>_archive");
    }
    return 1;
  }

  private void checkExpression(String kind, Map<?, ?> expression) {
    if (!EXPRESSIONS.contains(kind)) {
      throw new BadInput("an expression with " + words(kind) + " is not answered");
    }
    if (expression.get("function_name") != null) {
      String name = name(expression);
      AllowedFunctions.check(name);
      if (name.equals("||") && ++concatenations > MAX_CONCATENATIONS) {
        throw new BadInput("a statement has at most " + MAX_CONCATENATIONS + " times ||");
      }
    }
    if (kind.equals("OPERATOR") && !OPERATORS.contains(String.valueOf(expression.get("type")))) {
      throw new BadInput(
          "an expression with "
              + words(String.valueOf(expression.get("type")))
              + " is not answered");
    }
    if (expression.get("literal") instanceof Map<?, ?> literal
        && String.valueOf(literal.get("text")).length() > MAX_LITERAL) {
      throw new BadInput("a text in a statement has at most " + MAX_LITERAL + " characters");
    }
  }

  private static String name(Map<?, ?> function) {
    String name = String.valueOf(function.get("function_name"));
    if (!folded(function.get("schema")).isEmpty() || !folded(function.get("catalog")).isEmpty()) {
      throw AllowedFunctions.refused(function.get("schema") + "." + name);
    }
    return name;
  }

  private static String words(String type) {
    return type.toLowerCase(Locale.ROOT).replace('_', ' ').replaceFirst("^operator ", "");
  }

  private static String folded(@Nullable Object name) {
    return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
  }

  private static Map<?, ?> map(@Nullable Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }

  private static @Nullable Object read(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return value(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("the tree of a statement", e);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }
}
