// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Copies of the embedded store, made while it is in use. */
@NullMarked
package org.domestik.storage.backup;

import org.jspecify.annotations.NullMarked;
