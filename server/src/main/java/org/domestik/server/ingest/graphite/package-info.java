// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Graphite's plaintext protocol, at ports of its own. */
@NullMarked
package org.domestik.server.ingest.graphite;

import org.jspecify.annotations.NullMarked;
