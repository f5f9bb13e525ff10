// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The HTTP API: what each address answers, on top of the transport in package {@code http}. */
@NullMarked
package org.domestik.server.api;

import org.jspecify.annotations.NullMarked;
