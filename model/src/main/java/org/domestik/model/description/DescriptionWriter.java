// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a description into plain maps and lists; values are lists, so that their order stays. */
final class DescriptionWriter {
  private DescriptionWriter() {}

  static Map<String, Object> toTree(ProbeDescription description) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", description.probe());
    put(tree, "title", description.title());
    put(tree, "every", description.every());
    if (!description.keys().isEmpty()) {
      tree.put("key", description.keys());
    }
    tree.put("values", description.values().stream().map(DescriptionWriter::value).toList());
    if (!description.derived().isEmpty()) {
      tree.put("derived", description.derived().stream().map(DescriptionWriter::derived).toList());
    }
    ArchivePolicy archive = description.archive();
    if (archive != null) {
      Map<String, Object> policy = new LinkedHashMap<>();
      put(policy, "after", archive.after());
      put(policy, "every", archive.every());
      put(policy, "keep", archive.keep());
      tree.put("archive", policy);
    }
    List<Object> graphs = new ArrayList<>();
    description.graphs().forEach(graph -> graphs.add(graph(graph)));
    tree.put("graph", graphs);
    put(tree, "leak", description.leak());
    if (!description.alert().isEmpty()) {
      tree.put("alert", description.alert());
    }
    if (description.inferred()) {
      tree.put("inferred", true);
    }
    return tree;
  }

  private static Map<String, Object> value(ValueDescription value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", value.name());
    fields.put("type", value.type().name().toLowerCase(Locale.ROOT));
    put(fields, "unit", value.unit());
    put(fields, "title", value.title());
    putNumber(fields, "least", value.least());
    putNumber(fields, "most", value.most());
    return fields;
  }

  private static void putNumber(Map<String, Object> fields, String name, @Nullable Double number) {
    if (number != null) {
      fields.put(name, number);
    }
  }

  private static Map<String, Object> derived(DerivedValue value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", value.name());
    fields.put("expression", value.expression().text());
    put(fields, "unit", value.unit());
    put(fields, "title", value.title());
    return fields;
  }

  private static Map<String, Object> graph(Graph graph) {
    Map<String, Object> fields = new LinkedHashMap<>();
    put(fields, "title", graph.title());
    if (!graph.values().isEmpty()) {
      fields.put("values", graph.values());
    }
    fields.put("style", graph.style().name().toLowerCase(Locale.ROOT));
    fields.put("base", graph.base());
    put(fields, "info", graph.info());
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value.toString());
    }
  }
}
