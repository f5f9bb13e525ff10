// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/** What has to be so for an alert. */
public sealed interface Condition {

  /** The (derived) value it looks at; null where it looks at a host or a probe. */
  default @Nullable String value() {
    return null;
  }

  /**
   * A value, or how fast it changes, is beyond a limit. What is between limit and clear leaves
   * things as they are.
   *
   * @param low below it is wrong; null: nothing is too low
   * @param high above it is wrong; null: nothing is too high
   * @param clearLow from here up it is right again, no lower than {@code low}; null with it
   * @param clearHigh from here down it is right again, no higher than {@code high}; null with it
   * @param per the change in so much time is looked at; null: the value itself
   */
  record Beyond(
      String value,
      @Nullable Amount low,
      @Nullable Amount high,
      @Nullable Amount clearLow,
      @Nullable Amount clearHigh,
      @Nullable Span per)
      implements Condition {}

  /**
   * A value of a key, or with no value all of a probe, has not come, although its host delivers.
   */
  record Missing(@Nullable String value, Span span) implements Condition {}

  /** A host does not deliver. */
  record Silent(Span span) implements Condition {}

  /** A probe's script fails, or is in quarantine. */
  record Failing() implements Condition {}

  /** What a host has yet to deliver is older than this. */
  record Waiting(Span span) implements Condition {}

  /** The archive's rising floor says that a value leaks. */
  record Leak(String value) implements Condition {}

  /**
   * A value goes to a limit, and will be there in so much time if it goes on like this.
   *
   * @param within from the newest sample
   */
  record Reaches(String value, Amount limit, Span within) implements Condition {}
}
