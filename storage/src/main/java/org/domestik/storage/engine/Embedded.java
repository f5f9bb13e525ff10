// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.nio.file.Path;
import java.time.InstantSource;
import org.domestik.storage.accept.Applier;
import org.domestik.storage.accept.Folding;
import org.domestik.storage.accept.GroupWriter;
import org.domestik.storage.accept.Recovery;
import org.domestik.storage.backup.Copying;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.journal.Journal;
import org.domestik.storage.journal.Mark;
import org.domestik.storage.journal.OwnFiles;
import org.domestik.storage.query.RecentSeries;
import org.domestik.storage.sql.Database;

/**
 * What a store has beside its tables if one process writes to it: a journal that is durable sooner
 * than they are, and the newest rows in memory. Of several servers, none can know what is new
 * without a look into their database.
 */
record Embedded(Mark mark, Applier applier, RecentSeries recent, Copying copying) {

  /**
   * Brings what a killed process left in the journal into the tables, which are set up, first.
   *
   * @param file the database's
   */
  static Embedded open(
      Path file,
      Database database,
      Catalog catalog,
      GroupWriter writer,
      Folding folding,
      RecentSeries recent,
      InstantSource clock) {
    Mark mark = Mark.open(beside(file, "mark"), clock);
    Path folder = beside(file, "journal");
    Journal journal = new Recovery(database, catalog, writer, mark, clock).run(folder);
    OwnFiles files = new OwnFiles(folder, file, folder.resolve("even"), folder.resolve("odd"));
    Applier applier = new Applier(journal, files, writer, folding);
    database.beforeReading(applier::settle);
    Copying copying = new Copying(database, DuckDbDatabase.copies(file));
    return new Embedded(mark, applier, recent, copying);
  }

  private static Path beside(Path file, String word) {
    return file.resolveSibling(file.getFileName() + "." + word);
  }
}
