// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.capacity.MeasuredStore;
import org.domestik.server.capacity.PlannedFleet;
import org.domestik.server.operation.Report;
import org.jspecify.annotations.Nullable;

/** {@code plan --hosts N}: what a fleet would need, of each kind of store. */
public final class CapacityCommand {
  /** How it is called. */
  public static final String USAGE =
      "plan --hosts N [--probes 20] [--keys 5] [--values 3] [--every 1m] [--after \"1 day\"]"
          + " [--bucket \"1 hour\"] [--keep \"1 month\"] [--json]";

  /** The last two an installed server's launcher gives to every command. */
  private static final Options OPTIONS =
      Options.of(
              "hosts", "probes", "keys", "values", "every", "after", "bucket", "keep", "config",
              "data")
          .flags("json");

  private static final String WORD = "--hosts";
  private static final double MIB = 1 << 20;

  private final PrintStream out;

  public CapacityCommand(PrintStream out) {
    this.out = out;
  }

  /** Whether {@code plan} is asked about a fleet rather than about what is stored. */
  public static boolean isMeant(List<String> args) {
    return args.stream().anyMatch(arg -> arg.equals(WORD) || arg.startsWith(WORD + "="));
  }

  /** Prints it. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    arguments.words();
    PlannedFleet fleet =
        new PlannedFleet(
            number(arguments, "hosts", 1),
            number(arguments, "probes", 20),
            number(arguments, "keys", 5),
            number(arguments, "values", 3),
            span(arguments, "every", "1m"),
            span(arguments, "after", "1 day"),
            span(arguments, "bucket", "1 hour"),
            span(arguments, "keep", "1 month"));
    boolean json = arguments.flag("json");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (MeasuredStore store : MeasuredStore.values()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(store.title());
      row.add(mib(store.live(fleet)));
      row.add(mib(store.archive(fleet)));
      row.add(mib(store.memory(fleet)));
      row.add(Math.ceil(10 * store.cores(fleet)) / 10);
      rows.add(row);
    }
    List<String> columns = List.of("store", "liveMiB", "archiveMiB", "memoryMiB", "cores");
    new ReportPrinter(out).print(new Report(columns, rows), json);
    if (!json) {
      out.println(
          String.format(
              Locale.ROOT,
              "%,.0f series. By what was measured of smaller fleets: docs/scale.md says how, and"
                  + " what it leaves out.",
              fleet.series()));
    }
    return 0;
  }

  private static long mib(double bytes) {
    return (long) Math.ceil(bytes / MIB);
  }

  private static long number(Arguments arguments, String name, long otherwise) {
    String text = arguments.option(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new BadInput("--" + name + " is a whole number from 1 to 999999999, not " + text);
    }
    return Long.parseLong(text);
  }

  private static Duration span(Arguments arguments, String name, String otherwise) {
    String text = arguments.option(name);
    try {
      return Span.parse(text == null ? otherwise : text).estimate();
    } catch (BadInput e) {
      throw e.at("--" + name);
    }
  }
}
