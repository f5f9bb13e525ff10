// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Samples in InfluxDB's line protocol. */
@NullMarked
package org.domestik.server.ingest.lines;

import org.jspecify.annotations.NullMarked;
