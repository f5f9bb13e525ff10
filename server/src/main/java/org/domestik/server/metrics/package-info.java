// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What the server says about itself, as Prometheus text. */
@NullMarked
package org.domestik.server.metrics;

import org.jspecify.annotations.NullMarked;
