// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** OpenTelemetry's metrics over HTTP, in protobuf and JSON. */
@NullMarked
package org.domestik.server.ingest.otlp;

import org.jspecify.annotations.NullMarked;
