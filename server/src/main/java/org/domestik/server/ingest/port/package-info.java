// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Lines by TCP and UDP, at a port where nobody is asked who he is. */
@NullMarked
package org.domestik.server.ingest.port;

import org.jspecify.annotations.NullMarked;
