// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What InfluxDB's clients, of version 1 and 2, ask of a server before and while they write. */
@NullMarked
package org.domestik.server.ingest.influx;

import org.jspecify.annotations.NullMarked;
