// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The store that several servers may share: a PostgreSQL database. */
@NullMarked
package org.domestik.storage.postgres;

import org.jspecify.annotations.NullMarked;
