// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.domestik.model.Names;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.domestik.model.description.ValueDescription.Type;
import org.jspecify.annotations.Nullable;

/** Turns a Lua table or JSON object into a description, naming the path of every fault. */
final class DescriptionReader {
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "title",
          "every",
          "key",
          "values",
          "derived",
          "archive",
          "graph",
          "leak",
          "alert",
          "hosts",
          "inferred");

  private final Map<String, ?> tree;
  private final String defaultName;

  DescriptionReader(Map<String, ?> tree, String defaultName) {
    this.tree = tree;
    this.defaultName = defaultName;
  }

  ProbeDescription read() {
    onlyKnown("", tree, FIELDS);
    String name = text("name", tree.get("name"));
    List<DerivedValue> derived = derived(tree.get("derived"));
    List<Graph> graphs = graphs(tree.get("graph"));
    String leak = text("leak", tree.get("leak"));
    List<ValueDescription> values = values(tree.get("values"));
    texts("hosts", tree.get("hosts")); // For the server that sends the file; not part of it.
    return new ProbeDescription(
        Names.probe(name == null ? defaultName : name),
        text("title", tree.get("title")),
        span("every", tree.get("every")),
        texts("key", tree.get("key")),
        values.isEmpty() ? namedElsewhere(derived, graphs, leak) : values,
        derived,
        archive(tree.get("archive")),
        graphs,
        leak,
        alert(tree.get("alert")),
        Boolean.TRUE.equals(tree.get("inferred")));
  }

  /** Values come as a table by name, or as a list of names (then integer, without a unit). */
  private List<ValueDescription> values(@Nullable Object node) {
    List<ValueDescription> values = new ArrayList<>();
    if (node instanceof List<?> list) {
      for (Object entry : list) {
        if (entry instanceof Map<?, ?> map) {
          Map<String, ?> fields = table("values", map);
          values.add(
              value(required("values.name", text("values.name", fields.get("name"))), fields));
        } else {
          values.add(value(required("values", text("values", entry)), Map.of()));
        }
      }
      return values;
    }
    // Lua tables have no order: by name is at least the same order on every host.
    new TreeMap<>(table("values", node))
        .forEach((name, entry) -> values.add(value(name, table("values." + name, entry))));
    return values;
  }

  /** Who names no values has at least those that derived values, graphs and leak read. */
  private static List<ValueDescription> namedElsewhere(
      List<DerivedValue> derived, List<Graph> graphs, @Nullable String leak) {
    Set<String> names = new TreeSet<>();
    derived.forEach(value -> names.addAll(value.expression().operands()));
    graphs.forEach(graph -> names.addAll(graph.values()));
    if (leak != null) {
      names.add(leak);
    }
    derived.forEach(value -> names.remove(value.name()));
    return names.stream().map(name -> value(name, Map.of())).toList();
  }

  private static ValueDescription value(String name, Map<String, ?> fields) {
    String path = "values." + name;
    onlyKnown(path, fields, Set.of("name", "unit", "type", "title", "least", "most"));
    Double least = limit(path + ".least", fields.get("least"));
    Double most = limit(path + ".most", fields.get("most"));
    if (least != null && most != null && least > most) {
      throw new BadInput(path + ": least is " + least + ", which is more than most, " + most);
    }
    return new ValueDescription(
        name,
        choice(path + ".type", fields.get("type"), Type.class, Type.INTEGER),
        text(path + ".unit", fields.get("unit")),
        text(path + ".title", fields.get("title")),
        least,
        most);
  }

  private static @Nullable Double limit(String path, @Nullable Object node) {
    if (node == null) {
      return null;
    }
    if (node instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw new BadInput(path + ": expected a number, found " + node);
  }

  private List<DerivedValue> derived(@Nullable Object node) {
    List<DerivedValue> derived = new ArrayList<>();
    if (node instanceof List<?> list) {
      for (Object entry : list) {
        Map<String, ?> fields = table("derived", entry);
        String name = required("derived.name", text("derived.name", fields.get("name")));
        derived.add(derivedValue(name, fields));
      }
      return derived;
    }
    new TreeMap<>(table("derived", node))
        .forEach(
            (name, entry) ->
                derived.add(
                    derivedValue(
                        name,
                        entry instanceof String expression
                            ? Map.of("expression", expression)
                            : table("derived." + name, entry))));
    return derived;
  }

  private DerivedValue derivedValue(String name, Map<String, ?> fields) {
    String path = "derived." + name;
    onlyKnown(path, fields, Set.of("name", "expression", "unit", "title"));
    String expression =
        required(path + ".expression", text(path + ".expression", fields.get("expression")));
    try {
      return new DerivedValue(
          name,
          Expression.parse(expression),
          text(path + ".unit", fields.get("unit")),
          text(path + ".title", fields.get("title")));
    } catch (BadInput e) {
      throw e.at(path);
    }
  }

  private @Nullable ArchivePolicy archive(@Nullable Object node) {
    if (node == null) {
      return null;
    }
    Map<String, ?> fields = table("archive", node);
    onlyKnown("archive", fields, Set.of("after", "every", "keep"));
    try {
      return new ArchivePolicy(
          or(span("after", fields.get("after")), ArchivePolicy.DEFAULT.after()),
          or(span("every", fields.get("every")), ArchivePolicy.DEFAULT.every()),
          or(span("keep", fields.get("keep")), ArchivePolicy.DEFAULT.keep()));
    } catch (BadInput e) {
      throw e.at("archive");
    }
  }

  private List<Graph> graphs(@Nullable Object node) {
    if (node instanceof List<?> list) {
      List<Graph> graphs = new ArrayList<>();
      list.forEach(entry -> graphs.add(graph(entry)));
      return graphs;
    }
    return node == null ? List.of() : List.of(graph(node));
  }

  private Graph graph(Object node) {
    Map<String, ?> fields = table("graph", node);
    onlyKnown("graph", fields, Set.of("title", "values", "style", "base", "info"));
    Object base = fields.get("base");
    if (base != null && !(base instanceof Number)) {
      throw new BadInput("graph.base: expected 1000 or 1024");
    }
    return new Graph(
        text("graph.title", fields.get("title")),
        texts("graph.values", fields.get("values")),
        choice("graph.style", fields.get("style"), Graph.Style.class, Graph.Style.LINES),
        base instanceof Number number ? number.intValue() : 1000,
        text("graph.info", fields.get("info")));
  }

  private static Map<String, Object> alert(@Nullable Object node) {
    Map<String, Object> alert = new TreeMap<>();
    table("alert", node).forEach((name, value) -> alert.put(name, plain("alert." + name, value)));
    return alert;
  }

  /** Whatever an author wrote, as long as it can travel: one NaN would hold up a whole delivery. */
  @SuppressWarnings("IfChainToSwitch") // It would make classes at run time: memory.
  private static Object plain(String path, @Nullable Object node) {
    if (node instanceof List<?> list && !list.isEmpty()) {
      return list.stream().map(entry -> plain(path, entry)).toList();
    }
    if (node instanceof Map<?, ?> || node instanceof List<?>) {
      Map<String, Object> tree = new TreeMap<>();
      table(path, node).forEach((name, value) -> tree.put(name, plain(path + "." + name, value)));
      return tree;
    }
    if (node instanceof String
        || node instanceof Boolean
        || node instanceof Number number && Double.isFinite(number.doubleValue())) {
      return node;
    }
    throw new BadInput(path + ": expected texts, numbers and tables of them, found " + node);
  }

  private static void onlyKnown(String path, Map<String, ?> fields, Set<String> known) {
    for (String field : fields.keySet()) {
      if (!known.contains(field)) {
        String where = path.isEmpty() ? field : path + "." + field;
        throw new BadInput(where + ": unknown field" + Nearest.hint(field, known));
      }
    }
  }

  private static Map<String, ?> table(String path, @Nullable Object node) {
    if (node == null || node instanceof List<?> list && list.isEmpty()) {
      return Map.of(); // An empty Lua table is an empty list and an empty map at once.
    }
    if (!(node instanceof Map<?, ?> map)) {
      throw new BadInput(path + ": expected a table");
    }
    Map<String, Object> table = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new BadInput(path + ": expected names as keys, found " + key);
          }
          table.put(name, value);
        });
    return table;
  }

  private static List<String> texts(String path, @Nullable Object node) {
    if (node == null) {
      return List.of();
    }
    if (node instanceof String one) {
      return List.of(ByteText.readable(one));
    }
    if (!(node instanceof List<?> list)) {
      throw new BadInput(path + ": expected a text or a list of texts");
    }
    List<String> texts = new ArrayList<>();
    list.forEach(entry -> texts.add(required(path, text(path, entry))));
    return texts;
  }

  private static @Nullable String text(String path, @Nullable Object node) {
    if (node != null && !(node instanceof String)) {
      throw new BadInput(path + ": expected a text, found " + node);
    }
    return node == null ? null : ByteText.readable((String) node); // It is shown and stored.
  }

  private static String required(String path, @Nullable String text) {
    if (text == null) {
      throw new BadInput(path + ": missing");
    }
    return text;
  }

  private static @Nullable Span span(String path, @Nullable Object node) {
    String text = text(path, node);
    try {
      return text == null ? null : Span.parse(text);
    } catch (BadInput e) {
      throw e.at(path);
    }
  }

  private static Span or(@Nullable Span span, Span otherwise) {
    return span == null ? otherwise : span;
  }

  private static <E extends Enum<E>> E choice(
      String path, @Nullable Object node, Class<E> type, E otherwise) {
    String text = text(path, node);
    if (text == null) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw new BadInput(
        path
            + ": \""
            + text
            + "\" is not one of "
            + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT));
  }
}
