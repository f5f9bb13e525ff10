// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What {@code /metrics} says of the fleet, beside what the server says of itself. */
@NullMarked
package org.domestik.server.scrape;

import org.jspecify.annotations.NullMarked;
