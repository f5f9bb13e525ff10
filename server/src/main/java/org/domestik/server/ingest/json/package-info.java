// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Samples in JSON, as the agent sends them. */
@NullMarked
package org.domestik.server.ingest.json;

import org.jspecify.annotations.NullMarked;
