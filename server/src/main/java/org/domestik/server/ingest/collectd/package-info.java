// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** collectd's plugin write_http, in JSON. */
@NullMarked
package org.domestik.server.ingest.collectd;

import org.jspecify.annotations.NullMarked;
