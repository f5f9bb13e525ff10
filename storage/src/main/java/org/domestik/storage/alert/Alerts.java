// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.alert;

import java.time.Instant;
import java.util.List;

/**
 * Alerts and what is told of them, as the store keeps them; several servers of one database share
 * it. It keeps, and judges nothing.
 *
 * <p>Safe for use by many threads. Every method throws {@link
 * org.domestik.storage.StorageUnavailable} while the database cannot be reached; nothing is half
 * done then.
 */
public interface Alerts {

  /**
   * Makes a server the one that judges and tells, if there is none, or if it is the one already.
   *
   * @param server a text of its own
   * @param until from then on another may be it; at most an hour away, for what is further was said
   *     by a clock that was ahead
   * @return whether it is the one
   */
  boolean lead(String server, Instant now, Instant until);

  /** Each series' newest episode that is not pending, and all that are. */
  List<Alert> newest();

  /**
   * All episodes that did not end before a time, the newest first, up to a number of them: of more
   * those that are over are left out, the oldest first.
   */
  List<Alert> since(Instant time, int most);

  /** What targets were told that is not over yet. */
  List<Told> told();

  /** What people have seen. */
  List<Acknowledgement> acknowledged();

  /**
   * Changes all of it or nothing.
   *
   * @return false, and nothing is changed, if the server is not the one that {@link #lead}s
   */
  boolean save(String server, Changes changes);

  /** Notes that somebody has seen an alert; in the place of who had seen it before. */
  void acknowledge(Acknowledgement acknowledgement);

  /** Quiet windows set by hand that are not over at a time, the earliest first. */
  List<QuietWindow> quiet(Instant now);

  /** Sets one, or puts it in the place of that of its id. */
  void keep(QuietWindow window);

  /** Ends one before its time, or before it began; false where there is none of that id. */
  boolean endQuiet(String id);

  /**
   * Notices that wait, whose turn has come, the oldest first. None overtakes an older one of its
   * way out that is yet to be tried again, or an end would be told before its beginning, unless
   * that one has failed for ten minutes. A turn that is more than an hour away was set by a clock
   * that was ahead, and has come.
   *
   * @param most how many of each way out
   */
  List<Notice> due(Instant now, int most);

  /** Adds a notice; false, and nothing is changed, if there is one of its key. */
  boolean add(Notice notice);

  /** Puts this in the place of the notice of its key, if there is one. */
  void change(Notice notice);

  /** The latest notices, the newest first. */
  List<Notice> notices(int most);

  /** Forgets episodes and quiet windows that ended before a time, and notices that do not wait. */
  void forget(Instant before);
}
