// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.alert;

import java.time.Instant;

/**
 * Somebody has seen an alert, and need not be told again until it is over.
 *
 * @param alert its {@link Alert#id}
 */
public record Acknowledgement(String alert, String who, Instant at) {}
