// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Samples in SQL: {@link org.domestik.storage.Storage} is what the server uses, {@link
 * org.domestik.storage.Probe} is what the author of a probe in Java extends.
 */
@NullMarked
package org.domestik.storage;

import org.jspecify.annotations.NullMarked;
