// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Where a metric with labels goes, as Prometheus and OpenTelemetry have them. */
@NullMarked
package org.domestik.server.ingest.metric;

import org.jspecify.annotations.NullMarked;
