// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.Settings;
import org.domestik.server.config.SourcesConfig;
import org.domestik.server.config.SourcesConfig.SourceRule;

/** The files of {@code packaging/sources}, as they were when this was built. */
final class BundledSources {
  private static final String FOLDER = "bundled/";
  private static final List<SourceRule> RULES =
      text("list").lines().filter(name -> !name.isEmpty()).flatMap(BundledSources::file).toList();

  private BundledSources() {}

  /** Their rules, by the files' names. */
  static List<SourceRule> rules() {
    return RULES;
  }

  private static Stream<SourceRule> file(String name) {
    Settings settings = new Settings(name, LuaConfig.read(name, text(name)));
    List<SourceRule> rules = SourcesConfig.from(settings).rules();
    settings.finish();
    return rules.stream();
  }

  private static String text(String file) {
    try (InputStream in = BundledSources.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + file + " was left out when this was built");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
