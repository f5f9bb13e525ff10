// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Prometheus' remote write, 1.0 and 2.0. */
@NullMarked
package org.domestik.server.ingest.remotewrite;

import org.jspecify.annotations.NullMarked;
