// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** How what others call their measurements, tags and fields becomes a name in the tables. */
@NullMarked
package org.domestik.server.ingest.names;

import org.jspecify.annotations.NullMarked;
