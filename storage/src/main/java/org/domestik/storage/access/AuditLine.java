// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;

/**
 * Something that somebody did.
 *
 * @param who a user, a token, or a command on the machine itself
 * @param address from where
 * @param what a word such as {@code login}
 */
public record AuditLine(Instant time, String who, String address, String what, String detail) {}
