// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.nio.file.Path;
import java.util.List;
import org.domestik.storage.LifeCycle.Failure;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.accept.JournalWriter;
import org.domestik.storage.accept.WriteAhead;
import org.domestik.storage.apply.Applier;
import org.domestik.storage.apply.Aside;
import org.domestik.storage.apply.Recovery;
import org.domestik.storage.backup.Copying;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.journal.Journal;
import org.domestik.storage.journal.Mark;
import org.domestik.storage.journal.OwnFiles;
import org.domestik.storage.query.RecentSeries;
import org.domestik.storage.sql.Database;
import org.jspecify.annotations.Nullable;

/**
 * A store that one process has for itself: beside its tables there are a journal that is durable
 * sooner than they are, and the newest rows in memory.
 */
record Embedded(
    Mark mark, Aside aside, Applier applier, WriteAhead ahead, RecentSeries newest, Copying copying)
    implements Deployment {

  /**
   * Brings what a killed process left in the journal into the tables, which are set up, first.
   *
   * @param file the database's
   */
  static Embedded open(Path file, Parts parts) {
    Mark mark = Mark.open(beside(file, "mark"), parts.clock);
    Path folder = beside(file, "journal");
    Aside aside = new Aside(parts.database, parts.catalog, parts.writer, parts.ends, parts.clock);
    Journal journal =
        new Recovery(parts.database, parts.catalog, aside, mark, parts.clock).run(folder);
    parts.writer.learnDeliveries();
    OwnFiles files = new OwnFiles(folder, file, folder.resolve("even"), folder.resolve("odd"));
    Applier applier = new Applier(journal, files, aside, parts.folding);
    parts.database.beforeReading(applier::settle);
    return new Embedded(
        mark,
        aside,
        applier,
        new JournalWriter(
            parts.catalog, parts.preparation, parts.validation, parts.ends, parts.writer, applier),
        new RecentSeries(parts.database, parts.catalog, parts.ends),
        new Copying(parts.database, DuckDbDatabase.copies(file)));
  }

  private static Path beside(Path file, String word) {
    return file.resolveSibling(file.getFileName() + "." + word);
  }

  @Override
  public void check() {
    applier.check();
  }

  @Override
  public List<Failure> failures() {
    return aside.failures();
  }

  @Override
  public @Nullable Series recent(SeriesQuery query) {
    return newest.series(query);
  }

  @Override
  public @Nullable Series joined(SeriesQuery query) {
    return newest.joined(query);
  }

  @Override
  public StoreCopy copy(boolean secrets, StoreCopy.Progress progress) {
    return copying.run(secrets, progress);
  }

  @Override
  public void close(Database database) {
    applier.close();
    database.close();
    mark.close();
  }
}
