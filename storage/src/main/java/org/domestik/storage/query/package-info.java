// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What is asked of a probe: series, keys, extremes, export. */
@NullMarked
package org.domestik.storage.query;

import org.jspecify.annotations.NullMarked;
