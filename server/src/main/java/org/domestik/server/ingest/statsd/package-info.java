// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** StatsD's lines: what they count is added up here, and stored once an interval. */
@NullMarked
package org.domestik.server.ingest.statsd;

import org.jspecify.annotations.NullMarked;
