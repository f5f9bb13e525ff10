// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.config.ServerConfig.Overrides;
import org.domestik.server.folder.DataFolder;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.domestik.storage.engine.StoreMigration;
import org.jspecify.annotations.Nullable;

/** {@code migrate}: all that a store has, into an empty one of any kind. */
public final class MigrateCommand {
  /** How it is called. */
  public static final String USAGE = "migrate --from PLACE --to PLACE";

  private static final Options OPTIONS = Options.of("from", "to");

  private final InstantSource clock;
  private final PrintStream out;
  private final ProgressLine progress;

  public MigrateCommand(InstantSource clock, PrintStream out, PrintStream err) {
    this.clock = clock;
    this.out = out;
    this.progress = new ProgressLine("migrate", err);
  }

  /**
   * Where a store is.
   *
   * @param folder the data folder that names it; null: the store is named by its address
   */
  private record Place(@Nullable Path folder, StorageConfig store) {
    static Place of(String option, String text) {
      if (text.matches("(?is)[a-z]+:.*")) {
        StorageConfig store = StorageConfig.of(text);
        SqlStorage.check(store);
        return new Place(null, store);
      }
      Path path = Path.of(text);
      boolean file = Files.isRegularFile(path);
      if (!file && text.endsWith(".conf")) {
        throw new BadInput(option + ": there is no file " + path);
      }
      ServerConfig config =
          ServerConfig.read(
              new Overrides(file ? path : null, file ? null : path, null, null, null));
      return new Place(config.data(), config.store().storage(config.data(), config.policies()));
    }

    /** Held meanwhile, so that no server starts there; null where there is no folder. */
    @Nullable DataFolder hold() {
      return folder == null ? null : DataFolder.open(folder);
    }
  }

  /** Does so, and says what is left to do. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    Place from = Place.of("--from", arguments.required("from"));
    Place to = Place.of("--to", arguments.required("to"));
    refuseMissing(from);
    boolean same = from.folder() != null && from.folder().equals(to.folder());
    try (DataFolder _ = from.hold();
        DataFolder _ = same ? null : to.hold()) {
      StoreMigration moved = StoreMigration.run(from.store(), to.store(), clock, this::tell);
      report(moved, from, to);
      return 0;
    } catch (IOException e) {
      throw new BadInput("the data folder cannot be written: " + DataFolder.reason(e), e);
    }
  }

  private static void refuseMissing(Place from) {
    String url = from.store().url();
    if (url.startsWith("duckdb:") && !Files.exists(Path.of(url.substring("duckdb:".length())))) {
      throw new BadInput(
          "--from: there is no data, " + url.substring("duckdb:".length()) + " is missing");
    }
  }

  private void tell(long rows, long of) {
    progress.tell("%,d of %,d rows".formatted(rows, of));
  }

  private void report(StoreMigration moved, Place from, Place to) {
    long hosts = moved.balances().stream().map(Balance::host).distinct().count();
    long live = moved.balances().stream().mapToLong(Balance::live).sum();
    long archived = moved.balances().stream().mapToLong(Balance::archived).sum();
    out.println(
        "%s has what %s has: %,d hosts, %,d rows live and %,d in the archive; the books are the same, and balance"
            .formatted(to.store().shownUrl(), from.store().shownUrl(), hosts, live, archived));
    moved.left().forEach(table -> out.println("Left where it is: table domestik." + table));
    out.println(
        "Now start the server on the new store (store = in server.conf); the old one is as it was.");
  }
}
