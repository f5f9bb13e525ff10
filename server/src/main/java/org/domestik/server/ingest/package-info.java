// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * From the bytes of a request to a {@link org.domestik.model.delivery.Batch}: JSON and line
 * protocol.
 */
@NullMarked
package org.domestik.server.ingest;

import org.jspecify.annotations.NullMarked;
