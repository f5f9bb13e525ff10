// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Alerts: what is wrong by the rules, and who is told of it, once.
 *
 * <p>{@link org.domestik.server.alert.Watch} looks at new samples by the clock, {@code Episodes}
 * judges them, {@code Telling} compares what is so with what was told, and {@code Outbox} sends.
 */
@NullMarked
package org.domestik.server.alert;

import org.jspecify.annotations.NullMarked;
