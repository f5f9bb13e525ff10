// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import org.domestik.server.ingest.foreign.ForeignSeries;

/** What stands before a line's fields. */
record Head(Measurement measurement, ForeignSeries series) {}
