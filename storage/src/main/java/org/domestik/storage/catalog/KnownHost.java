// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host as the database knows it.
 *
 * @param retired when it was retired by hand; null: it was not
 */
public record KnownHost(int id, String name, @Nullable Instant retired) {}
