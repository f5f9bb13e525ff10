// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What one request or moment brings of others' samples: stored where it can be, told where not. */
@NullMarked
package org.domestik.server.ingest.arrival;

import org.jspecify.annotations.NullMarked;
