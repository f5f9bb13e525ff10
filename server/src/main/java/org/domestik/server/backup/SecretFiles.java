// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that a configuration names by keys such as {@code password_file}. */
public final class SecretFiles {
  private static final String KEY = "_file";

  private SecretFiles() {}

  /**
   * All of them.
   *
   * @param node what is assigned: a tree of maps and lists
   * @param folder where they are
   */
  public static Stream<Path> in(@Nullable Object node, Path folder) {
    if (node instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .flatMap(
              it ->
                  String.valueOf(it.getKey()).endsWith(KEY) && it.getValue() instanceof String name
                      ? Stream.of(folder.resolve(name))
                      : in(it.getValue(), folder));
    }
    return node instanceof List<?> list
        ? list.stream().flatMap(it -> in(it, folder))
        : Stream.empty();
  }
}
