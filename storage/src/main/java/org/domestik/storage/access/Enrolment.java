// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;

/**
 * Leave for machines to become hosts.
 *
 * @param hash of the secret
 * @param hosts which: a glob
 * @param uses how many yet
 */
public record Enrolment(String hash, String hosts, int uses, Instant created, Instant expires) {}
