// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import org.domestik.lua.Settings;
import org.domestik.model.Span;

/**
 * When archive and purge run by themselves.
 *
 * @param every {@code lifecycle_every}: the pause between two runs
 */
public record LifeCycleConfig(Span every) {
  /** Every hour. */
  public static final LifeCycleConfig DEFAULT = new LifeCycleConfig(Span.parse("1 hour"));

  static LifeCycleConfig from(Settings settings) {
    return new LifeCycleConfig(settings.span("lifecycle_every", DEFAULT.every));
  }
}
