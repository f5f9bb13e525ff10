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

/** Calls into probes written in Java, whose faults are told by their names and are no outage. */
public final class HandWritten {
  private HandWritten() {}

  /**
   * Stores a sample.
   *
   * @throws BadInput if the probe does not take it
   */
  public static void newSample(
      Probe probe, Transaction transaction, String host, List<Row> rows, Instant time) {
    run(probe, "cannot store", () -> probe.newSample(transaction, host, rows, time));
  }

  /**
   * Creates the probe's tables.
   *
   * @throws BadInput if the probe cannot do that
   */
  static void createTables(Probe probe, Transaction transaction) {
    run(probe, "cannot create its tables", () -> probe.createTables(transaction));
  }

  private static void run(Probe probe, String what, Runnable call) {
    try {
      call.run();
    } catch (SqlFault e) {
      if (!e.isOfTheStatement()) {
        throw e;
      }
      throw bad(probe, what, "the database says: " + e.words(), e);
    } catch (BadInput e) {
      throw bad(probe, what, String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | LinkageError e) {
      throw bad(probe, what, e.toString(), e);
    }
  }

  private static BadInput bad(Probe probe, String what, String why, Throwable cause) {
    return new BadInput(
        "probe \"" + probe.name() + "\" (" + file(probe) + ") " + what + ": " + why, cause);
  }

  /** The jar a probe came in; its class where that is not known. */
  private static String file(Probe probe) {
    CodeSource source = probe.getClass().getProtectionDomain().getCodeSource();
    String path = source == null ? "" : source.getLocation().getPath();
    return path.endsWith(".jar")
        ? String.valueOf(Path.of(path).getFileName())
        : probe.getClass().getName();
  }
}
