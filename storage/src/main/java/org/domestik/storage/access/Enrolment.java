// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;

/**
 * Leave for machines to become hosts.
 *
 * @param hash of the secret
 * @param hosts which: globs, with commas between them
 * @param uses how many yet
 * @param made for how many it was made
 */
public record Enrolment(
    String hash, String hosts, int uses, int made, Instant created, Instant expires) {}
