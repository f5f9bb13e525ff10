// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Version;
import org.domestik.server.json.JsonTree;

/**
 * What a backup holds. It is the last entry of the file: one that broke off has none.
 *
 * @param time when it was begun
 * @param secrets whether keys and what users and tokens are known by are in it
 * @param files by name, with what they must be
 */
public record Manifest(Instant time, boolean secrets, Map<String, Sums> files) {
  static final String NAME = "manifest.json";

  /** Goes up with each change that an older version would misread. */
  private static final int FORM = 1;

  public Manifest {
    files = new LinkedHashMap<>(files);
  }

  byte[] json() {
    Map<String, Object> all = new LinkedHashMap<>();
    files.forEach(
        (name, sums) ->
            all.put(
                name,
                Map.of("bytes", sums.bytes(), "sha256", sums.sha256(), "pieces", sums.pieces())));
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("form", FORM);
    tree.put("version", Version.current());
    tree.put("time", time);
    tree.put("secrets", secrets);
    tree.put("pieceBytes", Sums.PIECE);
    tree.put("files", all);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonTree.FACTORY.createGenerator(bytes)) {
      JsonTree.write(out, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written but memory.
    }
    return bytes.toByteArray();
  }

  /** Reads it; {@link BadInput} where it is none, or a newer version's. */
  static Manifest read(byte[] json) throws IOException {
    if (!(JsonTree.read(new ByteArrayInputStream(json)) instanceof Map<?, ?> tree)
        || !(tree.get("form") instanceof Number form)) {
      throw new BadInput("its manifest makes no sense");
    }
    if (form.intValue() > FORM) {
      throw new BadInput("a newer version of Domestik made it; restore it with that one");
    }
    Map<String, Sums> files = new LinkedHashMap<>();
    if (tree.get("files") instanceof Map<?, ?> all) {
      all.forEach((name, sums) -> files.put(name.toString(), sums(name, sums)));
    }
    try {
      Instant time = Instant.parse(String.valueOf(tree.get("time")));
      return new Manifest(time, Boolean.TRUE.equals(tree.get("secrets")), files);
    } catch (DateTimeException e) {
      throw new BadInput("its manifest has no time", e);
    }
  }

  private static Sums sums(Object name, Object tree) {
    if (tree instanceof Map<?, ?> sums
        && sums.get("bytes") instanceof Number bytes
        && sums.get("sha256") instanceof String sha256
        && sums.get("pieces") instanceof List<?> pieces) {
      return new Sums(bytes.longValue(), sha256, pieces.stream().map(Object::toString).toList());
    }
    throw new BadInput("its manifest does not say what " + name + " is");
  }
}
