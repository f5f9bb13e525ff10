// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What the store knows of hosts, probes and series, in memory and in its tables. */
@NullMarked
package org.domestik.storage.catalog;

import org.jspecify.annotations.NullMarked;
