// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;

/** What a file to import is written in. */
public enum ImportFormat {
  LINES("lines lp line influx txt"),
  CSV("csv"),
  PARQUET("parquet"),
  JSON("json ndjson jsonl");

  private final String endings;

  ImportFormat(String endings) {
    this.endings = endings;
  }

  /** The format of that name. */
  public static ImportFormat of(String word) {
    for (ImportFormat format : values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
        return format;
      }
    }
    List<String> words =
        Arrays.stream(values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();
    throw new BadInput(
        "--format is lines, csv, parquet or json, not " + word + Nearest.hint(word, words));
  }

  /** The format that a file's name tells, without the ending of what packs it. */
  static ImportFormat ofName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (ImportFormat format : values()) {
      if (List.of(format.endings.split(" ")).contains(ending)) {
        return format;
      }
    }
    throw new BadInput(
        name + ": its name does not tell what it is; say --format lines, csv, parquet or json");
  }
}
