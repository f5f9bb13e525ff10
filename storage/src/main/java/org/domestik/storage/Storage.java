// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.access.Access;
import org.domestik.storage.alert.Alerts;
import org.jspecify.annotations.Nullable;

/**
 * Samples in a database, from their arrival to their purge.
 *
 * <p>Safe for use by many threads. Every method throws {@link StorageUnavailable} while the
 * database cannot be reached; nothing is half done then.
 */
public interface Storage extends AutoCloseable {

  /** Who may do what with it. */
  Access access();

  /** What is wrong, and who was told. */
  Alerts alerts();

  /** Answers the question: would an operation succeed now? Throws {@link StorageUnavailable}. */
  void check();

  /**
   * Stores a batch, whole or not at all, and returns only when it is durable.
   *
   * <p>A batch whose (host, boot, sequence) was accepted before with the same samples and buckets
   * changes nothing and is answered as a duplicate. One with others is stored, once, and answered
   * as a conflict.
   *
   * @throws BadInput says which sample and why; nothing of the batch is kept then
   * @throws TooEarly likewise, if a sample is of the future by this server's clock
   */
  Acceptance accept(Batch batch);

  /**
   * Stores batches like {@link #accept}, all of them or none; the answers stand in their order.
   *
   * @throws BadInput says which host's sample and why; nothing of any batch is kept then
   * @throws TooEarly likewise, if a sample is of the future by this server's clock
   */
  default List<Acceptance> acceptAll(List<Batch> batches) {
    return acceptAll(batches, _ -> {});
  }

  /**
   * The same on terms.
   *
   * @throws StorageUnavailable also where the wait was too long; what was not durable by then may
   *     become so yet, and a delivery that comes again is known
   */
  List<Acceptance> acceptAll(List<Batch> batches, Terms terms);

  /**
   * Stores batches like {@link #acceptAll}, for who need not know what was there already: it
   * returns as soon as they are durable.
   *
   * @throws BadInput as {@link #acceptAll} does
   * @throws TooEarly likewise
   */
  void store(List<Batch> batches, Terms terms);

  /**
   * Puts an operator's description before what agents say of the probe.
   *
   * @throws BadInput where it would lose data
   */
  void describe(ProbeDescription description);

  /**
   * Gives a described probe another name, with all it has.
   *
   * @throws BadInput where there is no such probe, or one of the other name
   */
  void rename(String probe, String name);

  /**
   * Lets a hand-written probe store what scripts send under its name.
   *
   * @throws BadInput where there are data of a described probe of that name already, or its tables
   *     cannot be created
   */
  void register(Probe probe);

  /** Every host that ever delivered, by name. */
  List<HostStatus> hosts();

  /**
   * The descriptions in force for all hosts, by probe. What a host says of its own rows alone, its
   * archive policy, is none of them.
   */
  Map<String, ProbeDescription> descriptions();

  /** Has other archive policies of the operator's from now on; not while archive or purge runs. */
  void policies(List<PolicyRule> rules);

  /** What is wrong with clocks, by whose it seems to be; of hosts heard within the last hour. */
  Map<String, String> clocks();

  /** Where hosts describe a probe otherwise than is in force for all, by host and probe. */
  List<Disagreement> disagreements();

  /** The last run of each script of a host, by script; empty for an unknown host. */
  List<Run> runs(String host);

  /** The last run of each script of every host that has run one, by host and script. */
  Map<String, List<Run>> runs();

  /** The keys with live data, sorted; one empty key for a flat probe; empty if there is none. */
  List<List<String>> storedData(String host, String probe);

  /** The keys with archived data, like {@link #storedData}. */
  List<List<String>> archivedData(String host, String probe);

  /** All keys of a probe that ever arrived, sorted, by host; empty for an unknown probe. */
  Map<String, List<List<String>>> keys(String probe);

  /**
   * Whether this server has heard of a host's key, without a look into the database; another server
   * of the same database may have heard more.
   */
  boolean knows(String host, String probe, List<String> key);

  /** Live data and archive of one key, joined. */
  Series series(SeriesQuery query);

  /** The same where memory has it, so that the database is not asked; else null. */
  @Nullable Series recent(SeriesQuery query);

  /**
   * What a function makes of every series of a probe that some hosts have any data of, also where
   * none of it is in the window.
   *
   * <p>Each series is that of {@link #series} without a limit of points. All of them cost about as
   * much as one, and one at a time is in memory. Unknown hosts and probes have none.
   *
   * @param windows which time is asked for, by host
   * @param function is called within a transaction, so it asks the storage nothing; for a series
   *     that had to be read again it is called again
   * @return in no particular order
   */
  <T> List<T> eachSeries(String probe, Map<String, Window> windows, SeriesFunction<T> function);

  /**
   * Likewise, but only of series that have data in their host's window: for those who look often
   * and ask for minutes. What memory has of it is not asked of the database. Of a sample that is
   * just being taken in there may be some keys and not yet the others.
   */
  <T> List<T> eachRecent(String probe, Map<String, Window> windows, SeriesFunction<T> function);

  /** What is to be made of one series among many. */
  @FunctionalInterface
  interface SeriesFunction<T> {
    T apply(String host, List<String> key, Series series);
  }

  /**
   * When each value of a key was at its least and greatest, by value; {@code points} does not
   * matter.
   */
  Map<String, Extremes> extremes(SeriesQuery query);

  /**
   * Writes all a probe has in a span of time as a Parquet file; needs as much room beside it
   * meanwhile.
   *
   * @param target a file that is not there yet
   * @return the number of rows
   * @throws BadInput for an unknown probe, or one written by hand
   */
  long export(ExportQuery query, Path target);

  /**
   * Copies all that was acknowledged before into a file beside the store, which opens as a store;
   * others write and read meanwhile. Whoever asks closes it.
   *
   * @param secrets whether what users, tokens and sessions are known by is in it
   * @throws BadInput where the store is PostgreSQL's, which has tools of its own for that
   */
  StoreCopy copy(boolean secrets, StoreCopy.Progress progress);

  /** What is stored takes of the disk at a time, and will. */
  Usage usage(Instant now);

  /** The life of stored data: archive, purge, plan, verify. */
  LifeCycle lifeCycle();

  /**
   * What could not be archived or purged when it was last tried, since this process began. Does not
   * ask the database.
   */
  List<LifeCycle.Failure> failures();

  /**
   * Answers one SELECT of a stranger, over the probes' views and nothing else, up to a number of
   * rows and of bytes in the heap, counted roughly.
   *
   * @throws BadInput where it is anything else, fails, or takes longer than 30 s; or where the
   *     store has nobody who may only read
   */
  Table select(String sql, int maxRows, long maxBytes);

  /** The same, up to 4 MiB. */
  default Table select(String sql, int maxRows) {
    return select(sql, maxRows, 4 << 20);
  }

  /**
   * Retires a host: from then on its data ages by the clock. Undone by its next sample or {@link
   * #unretire}.
   *
   * @throws BadInput for an unknown host
   */
  void retire(String host, Instant now);

  /** Takes {@link #retire} back. */
  void unretire(String host);

  /**
   * Gives a host another name, with all it has; what its agent delivers under the old name by the
   * token of its enrolment is the host's as before.
   *
   * @throws BadInput where there is no such host, data under the other name, or data of it that a
   *     probe in Java keeps
   */
  void renameHost(String host, String name);

  /**
   * Says what {@link #delete} would remove, and removes nothing.
   *
   * @throws BadInput for an unknown host
   */
  Deletion deletion(String host);

  /**
   * Removes a host and all its data for good, in one transaction; for people who have read {@link
   * #deletion}. A host that delivers again starts anew.
   *
   * @throws BadInput for an unknown host
   */
  Deletion delete(String host);

  @Override
  void close();
}
