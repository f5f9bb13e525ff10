// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.domestik.lua.LuaDescription;
import org.domestik.model.description.ProbeDescription;

/**
 * The probes of the folder {@code probes}, as it was when this was built. Their names are theirs:
 * what others send under one is kept apart, so that no column ever has two meanings.
 */
public final class BundledProbes {
  private static final String FOLDER = "bundled/";

  /** The files within the folder, by the name of their probe. */
  private static final Map<String, String> FILES =
      text("list").lines().collect(Collectors.toMap(BundledProbes::name, Function.identity()));

  private BundledProbes() {}

  /** What they are called. */
  public static Set<String> names() {
    return FILES.keySet();
  }

  /** What one of them says of itself. */
  public static ProbeDescription description(String name) {
    String file = FILES.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no probe " + name + " is bundled");
    }
    return LuaDescription.of(text(file), name);
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1, file.length() - ".lua".length());
  }

  private static String text(String file) {
    try (InputStream in = BundledProbes.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + file + " was left out when this was built");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
