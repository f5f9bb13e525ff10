// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.alert;

import java.util.List;

/**
 * What becomes of alerts in one step, all of it or nothing.
 *
 * @param put alerts in the place of those of their ids
 * @param removed ids of alerts that came to nothing
 * @param told lines in the place of those of their series and target
 * @param forgotten lines that are over, by series and target
 * @param notices those whose key is there already are left out
 */
public record Changes(
    List<Alert> put,
    List<String> removed,
    List<Told> told,
    List<Told> forgotten,
    List<Notice> notices) {
  public Changes {
    put = List.copyOf(put);
    removed = List.copyOf(removed);
    told = List.copyOf(told);
    forgotten = List.copyOf(forgotten);
    notices = List.copyOf(notices);
  }

  /** Whether nothing becomes of anything. */
  public boolean isEmpty() {
    return put.isEmpty()
        && removed.isEmpty()
        && told.isEmpty()
        && forgotten.isEmpty()
        && notices.isEmpty();
  }
}
