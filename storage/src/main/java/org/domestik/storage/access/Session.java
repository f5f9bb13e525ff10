// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;

/**
 * A browser in which somebody has logged in.
 *
 * @param hash of the cookie
 * @param id by which people know it
 * @param user whose it is
 * @param address from where the login came
 * @param agent what the browser calls itself
 * @param seen within a minute or so
 */
public record Session(
    String hash,
    String id,
    String user,
    String address,
    String agent,
    Instant created,
    Instant seen,
    Instant expires) {}
