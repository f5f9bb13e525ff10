// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Who sends samples in others' protocols, and which host, probe and key each of them is of. */
@NullMarked
package org.domestik.server.ingest.sources;

import org.jspecify.annotations.NullMarked;
