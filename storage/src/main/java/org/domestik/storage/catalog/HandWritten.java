// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Instant;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.storage.Probe;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Transaction;

/**
 * A probe of which only the author of a class knows the tables. Its faults are told by its name and
 * are no outage.
 *
 * @param probe the class's, or an {@link AbsentProbe} where no jar brings it
 */
public record HandWritten(Probe probe) implements ProbeKind {

  /**
   * Stores a sample.
   *
   * @throws BadInput if the probe does not take it
   */
  public void newSample(Transaction transaction, String host, List<Row> rows, Instant time) {
    run("cannot store", () -> probe.newSample(transaction, host, rows, time));
  }

  /**
   * Creates the probe's tables.
   *
   * @throws BadInput if the probe cannot do that
   */
  void createTables(Transaction transaction) {
    run("cannot create its tables", () -> probe.createTables(transaction));
  }

  private void run(String what, Runnable call) {
    try {
      call.run();
    } catch (SqlFault e) {
      if (!e.isOfTheStatement()) {
        throw e;
      }
      throw bad(what, "the database says: " + e.words(), e);
    } catch (BadInput e) {
      throw bad(what, String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | LinkageError e) {
      throw bad(what, e.toString(), e);
    }
  }

  private BadInput bad(String what, String why, Throwable cause) {
    return new BadInput(
        "probe \"" + probe.name() + "\" (" + file() + ") " + what + ": " + why, cause);
  }

  /** The jar a probe came in; its class where that is not known. */
  private String file() {
    CodeSource source = probe.getClass().getProtectionDomain().getCodeSource();
    String path = source == null ? "" : source.getLocation().getPath();
    return path.endsWith(".jar")
        ? String.valueOf(Path.of(path).getFileName())
        : probe.getClass().getName();
  }
}
