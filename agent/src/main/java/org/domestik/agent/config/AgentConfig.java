// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.agent.clock.ClockRule;
import org.domestik.agent.machine.LiveMachine;
import org.domestik.lua.LuaLimits;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Span;
import org.domestik.model.delivery.SignedProbe;
import org.domestik.model.log.LogForm;
import org.jspecify.annotations.Nullable;

/**
 * The agent's configuration.
 *
 * @param data its folder: probes, spool, agent.pid
 * @param server where samples are delivered, and how agent and server know each other
 * @param bundled the folder of the probes that come with Domestik; null: none
 * @param host the name samples are stored under; by default the machine's
 * @param every a probe's period where its description gives none; by default 10 s
 * @param read files and folders probes may read besides /proc, /sys and /etc
 * @param variables globs of the variables of its environment that probes may see besides the usual
 * @param commands what io.popen may start: a name, and the command with its first arguments
 * @param disable names of probes not to be run
 * @param settings by script or probe: its global table "settings"
 * @param probesKey whose probes are accepted from the server; null: none are
 * @param munin whose plugins run as probes
 * @param prometheus what is read in Prometheus' text format
 * @param limits of every run
 * @param memoryMib what the whole agent may allocate, probes' threads included
 * @param spoolBytes what may wait on disk for the server
 * @param log {@code "text"} or {@code "json"}
 * @param clock what becomes of samples while this machine's clock and the server's differ
 */
public record AgentConfig(
    Path data,
    ServerConfig server,
    @Nullable Path bundled,
    String host,
    Span every,
    List<String> read,
    List<String> variables,
    Map<String, List<String>> commands,
    Set<String> disable,
    Map<String, Map<String, Object>> settings,
    @Nullable PublicKey probesKey,
    MuninConfig munin,
    PrometheusConfig prometheus,
    LuaLimits limits,
    long memoryMib,
    long spoolBytes,
    String log,
    ClockRule clock) {

  private static final Span EVERY = Span.parse("10s");
  private static final long MEMORY_MIB = 384;
  private static final long SPOOL_MIB = 256;

  /**
   * Reads the assignments of a configuration file.
   *
   * @param where the file, for messages
   * @param options from the command line, by name; they win over the file, but for "bundled", which
   *     the launchers always give
   */
  public static AgentConfig read(String where, Map<String, ?> values, Map<String, String> options) {
    Settings reader = new Settings(where, values);
    String data = or(options.get("data"), reader.text("data"));
    String bundled = or(reader.text("bundled"), options.get("bundled"));
    String host = reader.text("host");
    AgentConfig config =
        new AgentConfig(
            Paths.of(reader, "data", data == null ? "domestik-data" : data),
            ServerConfig.read(reader, options),
            bundled == null ? null : Paths.of(reader, "bundled", bundled),
            host(where, host == null ? LiveMachine.hostname() : host),
            reader.span("every", EVERY),
            Paths.whole(reader, "read"),
            reader.texts("variables"),
            commands(reader),
            Set.copyOf(reader.texts("disable")),
            reader.tables("settings"),
            key(where, reader.text("probes_key")),
            MuninConfig.read(where + ": munin", reader.table("munin")),
            PrometheusConfig.read(where + ": prometheus", reader.table("prometheus")),
            limits(where, reader.table("limits")),
            reader.number("memory_mib", MEMORY_MIB, 128, 1 << 20),
            reader.number("spool_mib", SPOOL_MIB, 1, 1 << 20) << 20,
            log(reader),
            clock(reader));
    reader.finish();
    return config;
  }

  /** The same for another host and server: those it was enrolled for. */
  public AgentConfig with(String otherHost, ServerConfig otherServer) {
    return new AgentConfig(
        data,
        otherServer,
        bundled,
        otherHost,
        every,
        read,
        variables,
        commands,
        disable,
        settings,
        probesKey,
        munin,
        prometheus,
        limits,
        memoryMib,
        spoolBytes,
        log,
        clock);
  }

  private static ClockRule clock(Settings reader) {
    try {
      return ClockRule.of(reader.text("clock", "correct"));
    } catch (BadInput e) {
      throw reader.fault("clock", String.valueOf(e.getMessage()));
    }
  }

  private static String log(Settings reader) {
    String word = reader.text("log", "text");
    try {
      LogForm.of(word, false);
      return word;
    } catch (BadInput e) {
      throw reader.fault("log", String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String or(@Nullable String first, @Nullable String second) {
    return first == null ? second : first;
  }

  private static Map<String, List<String>> commands(Settings reader) {
    Map<String, List<String>> commands = reader.lists("commands");
    commands.forEach(
        (name, words) -> {
          if (words.isEmpty() || words.getFirst().isBlank()) {
            throw reader.fault("commands", name + " names no command");
          }
        });
    return commands;
  }

  private static String host(String where, String name) {
    try {
      return Names.host(name);
    } catch (BadInput e) {
      throw e.at(where + ": host");
    }
  }

  private static @Nullable PublicKey key(String where, @Nullable String text) {
    try {
      return text == null || text.isBlank() ? null : SignedProbe.publicKey(text);
    } catch (BadInput e) {
      throw e.at(where + ": probes_key");
    }
  }

  private static LuaLimits limits(String where, Map<String, ?> values) {
    LuaLimits standard = LuaLimits.DEFAULT;
    Settings reader = new Settings(where + ": limits", values);
    LuaLimits limits =
        new LuaLimits(
            Duration.ofMillis(reader.number("millis", standard.time().toMillis(), 1, 600_000)),
            reader.number("instructions", standard.instructions(), 1_000, Long.MAX_VALUE),
            reader.number("memory_kib", standard.memoryBytes() >> 10, 256, 1 << 20) << 10,
            reader.number("output_kib", standard.outputBytes() >> 10, 1, 1 << 14) << 10,
            reader.number("files", standard.files(), 1, 10_000),
            reader.number("opens", standard.opens(), 1, Long.MAX_VALUE));
    reader.finish();
    return limits;
  }

  /** Where the scripts from the server are, if they are accepted. */
  public Path serverProbes() {
    return data.resolve("server-probes");
  }

  /** A script's own settings, or else those of the probe it says it feeds; empty if none. */
  public Map<String, Object> settingsOf(String script, String probe) {
    Map<String, Object> own = settings.get(script);
    return own != null ? own : settings.getOrDefault(probe, Map.of());
  }
}
